import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../src/config.ts';
import { loadConfig, type Settings } from '../src/load-config.ts';
import type { Reporter } from '../src/operations/reporter.ts';
import { trainModel } from '../src/operations/train-model.ts';
import type { TrainingSummary } from '../src/operations/training-summary.ts';
import { CATEGORY, type DrawnPictures } from './drawn-pictures.ts';
import type { BenchContext } from './harness.ts';
import { PREPROCESSING } from './patch-vectors.ts';
import type { BenchBackbone } from './random-weights.ts';

/** A model that was trained for a benchmark, through the door that users take. */
export interface TrainedCategory {
  readonly config: Config;
  readonly summary: TrainingSummary;
}

/** Trains a category into a new folder under the temporary one. */
export async function trainedCategory(
  context: Pick<BenchContext, 'options' | 'seed' | 'temporary' | 'note'>,
  { backbone, weights }: BenchBackbone,
  pictures: DrawnPictures,
  settings: Settings = {},
): Promise<TrainedCategory> {
  const modelsRoot = await mkdtemp(join(context.temporary, 'models-'));
  const config = benchConfig(context, {
    dataRoot: pictures.root,
    modelsRoot,
    backbone: backbone.name,
    weights: backbone.path,
    ...settings,
  });
  context.note(`training on ${pictures.train.length} pictures with ${backbone.name} (${weights} weights)`);
  const reporter = stageReporter(context.note);
  const summary = await trainModel(config, { category: CATEGORY, skipBad: false }, { reporter });
  return { config: { ...config, weights: null }, summary };
}

/** The product's options as flags over its defaults; the environment is not asked. */
function benchConfig(
  { options, seed, temporary }: Pick<BenchContext, 'options' | 'seed' | 'temporary'>,
  settings: Settings,
): Config {
  const flags = {
    ...options,
    seed,
    imageSize: PREPROCESSING.imageSize,
    resultsRoot: join(temporary, 'results'),
    ...settings,
  };
  const asText = Object.fromEntries(Object.entries(flags).map(([key, value]) => [key, String(value)]));
  return loadConfig(asText, undefined, {}).config;
}

/** Tells when every stage of a training begins. */
function stageReporter(note: BenchContext['note']): Reporter {
  let current = '';
  return {
    progress(stage) {
      if (stage === current) return;
      current = stage;
      note(stage);
    },
    note: () => {},
  };
}
