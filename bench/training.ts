import { join } from 'node:path';
import type { TrainingSummary } from '../src/operations/training-summary.ts';
import { runCommandLine } from './child-process.ts';
import { CATEGORY, drawnPictures } from './drawn-pictures.ts';
import { measureFeaturesStage } from './features-stage.ts';
import type { Bench, BenchContext, BenchRow } from './harness.ts';
import { timingOf } from './harness.ts';
import { movedPictures } from './moved-pictures.ts';
import { LAYERS } from './patch-vectors.ts';
import { benchBackbone } from './random-weights.ts';
import { backboneOperations } from './traced-network.ts';

/** Pictures, their side in pixels, backbone; the last is the size of MVTec AD's bottle. */
const CASES: readonly Case[] = [
  { count: 60, sizePx: 256, backbone: 'compact', full: false },
  { count: 60, sizePx: 256, backbone: 'resnet18', full: false },
  { count: 209, sizePx: 256, backbone: 'resnet18', full: true },
  { count: 209, sizePx: 900, backbone: 'resnet18', full: true },
];
/** What a training with copies of given pictures is measured with. */
const COPIES = { count: 209, backbone: 'resnet18' } as const;

interface Case {
  readonly count: number;
  readonly sizePx: number;
  readonly backbone: string;
  readonly full: boolean;
}

export const training: Bench = {
  name: 'training',
  question: 'How long does the whole command "inspectai train" take?',
  async run(context) {
    const rows: BenchRow[] = [];
    for (const training of CASES)
      if (context.full || !training.full) rows.push(await measureDrawn(training, context));
    return context.originals === null ? rows : [...rows, await measureCopies(context.originals, context)];
  },
};

async function measureDrawn({ count, sizePx, backbone }: Case, context: BenchContext): Promise<BenchRow> {
  const { root, train: paths } = await drawnPictures(context, count, sizePx);
  const title = `${count} pictures of ${sizePx} px, ${backbone}`;
  return measureTraining(title, { backbone, pictures: { 'data-root': root }, paths }, context);
}

/** A training with moved copies of real pictures, where not enough real ones are at hand. */
async function measureCopies(originals: string, context: BenchContext): Promise<BenchRow> {
  const { count, backbone } = COPIES;
  const folder = join(context.temporary, 'copies');
  const paths = await movedPictures(originals, count, folder, context.seed);
  const title = `${count} moved copies of ${originals}, ${backbone}`;
  return measureTraining(title, { backbone, pictures: { images: folder }, paths }, context);
}

interface MeasuredTraining {
  readonly backbone: string;
  /** The option that says where the pictures are. */
  readonly pictures: PicturesOption;
  /** The pictures themselves. */
  readonly paths: readonly string[];
}

type PicturesOption = Readonly<Record<string, string>>;

async function measureTraining(
  title: string,
  { backbone: name, pictures, paths }: MeasuredTraining,
  context: BenchContext,
): Promise<BenchRow> {
  const { temporary, seed, note, options, full, rates } = context;
  const { backbone, weights } = await benchBackbone(name, temporary, seed);
  note(title);
  const words = trainingWords({ pictures, temporary, name, weights: backbone.path, ...options });
  const times: number[] = [];
  let peakBytes = 0;
  let estimatedSeconds = 0;
  for (let run = 0; run < (full ? 3 : 2); run++) {
    const child = await runCommandLine(words);
    times.push(child.ms);
    peakBytes = Math.max(peakBytes, child.peakBytes);
    estimatedSeconds = (JSON.parse(child.stdout) as Pick<TrainingSummary, 'estimate'>).estimate!.seconds;
  }
  const { stageMs, aloneMs } = await measureFeaturesStage(backbone, paths, context);
  const timing = timingOf(times);
  const networkMs = (paths.length * backboneOperations(name, LAYERS, 224)) / (rates.matrixGflops * 1e6);
  return {
    name: title,
    timing,
    facts: {
      weights,
      backbone_floor_ms: networkMs,
      features_stage_ms: stageMs,
      backbone_alone_ms: aloneMs,
      share_of_backbone_rate: aloneMs / stageMs,
      pictures_a_second: (1000 * paths.length) / timing.medianMs,
      peak_megabytes: peakBytes / 1e6,
      estimated_s: estimatedSeconds,
    },
  };
}

interface Command {
  readonly pictures: PicturesOption;
  readonly temporary: string;
  readonly name: string;
  readonly weights: string;
  readonly device: string;
  readonly threads: number;
}

/** The words of a training at 224 px, so that a picture has 784 patches. */
export function trainingWords({
  pictures,
  temporary,
  name,
  weights,
  device,
  threads,
}: Command): readonly string[] {
  const options = {
    category: CATEGORY,
    ...pictures,
    'models-root': join(temporary, 'trained'),
    backbone: name,
    weights,
    'image-size': '224',
    device,
    threads: String(threads),
  };
  return ['train', '--json', ...Object.entries(options).flatMap(([key, value]) => [`--${key}`, value])];
}
