import { join } from 'node:path';
import type { ActivationRanges } from '../backbones/activation-range.ts';
import type { LoadedBackbone } from '../backbones/store.ts';
import type { Config } from '../config.ts';
import type { SessionOptions } from '../onnx/session.ts';
import { type Aligner, alignedSource } from '../patchcore/align-pictures.ts';
import type { FeatureExtractor, FeatureSettings } from '../patchcore/feature-extractor.ts';
import { openInt8Features } from '../patchcore/int8-features.ts';
import { gainNote } from '../patchcore/int8-gain.ts';
import { pictureFeatures } from '../patchcore/picture-features.ts';
import { tilesOf } from '../patchcore/tiled-features.ts';
import type { Tiling } from '../patchcore/tiling.ts';
import { type PictureSource, type Training, train } from '../patchcore/train.ts';
import { calibrationSettings } from './calibration-facts.ts';
import type { Run } from './reporter.ts';
import type { MemoryPlan } from './training-memory.ts';

/** In the category's folder while a training runs; named like everything that a killed one leaves behind. */
const PROJECTIONS = '.projections.tmp';
const STAGES = {
  features: 'computing features',
  coreset: 'selecting patches',
  bank: 'collecting patches',
  index: 'building the index',
  calibration: 'calibrating',
} as const;

/** What a training computes with. */
export interface FeatureBasis {
  readonly backbone: LoadedBackbone;
  readonly features: FeatureSettings;
  /** In float32; of one tile, where there are tiles. */
  readonly ofInput: FeatureExtractor;
  readonly tiling: Tiling | undefined;
  /** Where pictures are aligned. */
  readonly aligner: Aligner | undefined;
  /** Numbers of the patches in the region of interest, where there is one. */
  readonly inside: Int32Array | undefined;
  /** Of whole pictures. */
  readonly extractor: FeatureExtractor;
  readonly options: SessionOptions;
  /** The category's model folder. */
  readonly folder: string;
  readonly memory: MemoryPlan;
}

/** Trains with the float32 features, or with their 8-bit counterpart when int8 was asked for. */
export async function trainInPrecision(
  config: Config,
  basis: FeatureBasis,
  pictures: PictureSource,
  run: Run,
): Promise<{ readonly training: Training; readonly ranges?: ActivationRanges }> {
  if (config.precision === 'float32') return { training: await trainOn(config, pictures, basis, run) };
  const { backbone, features, ofInput, tiling, aligner, inside, options } = basis;
  const cancellable = { ...options, signal: run.signal };
  const seen = alignedSource(pictures, aligner);
  const inputs = tiling ? tilesOf(seen, tiling) : seen;
  const int8 = await openInt8Features(backbone, features, ofInput, inputs, cancellable);
  try {
    run.reporter.note(gainNote(int8.times));
    const extractor = pictureFeatures(int8.extractor, { tiling, aligner, inside });
    const training = await trainOn(config, pictures, { ...basis, extractor }, run);
    return { training, ranges: int8.ranges };
  } finally {
    await int8.extractor.close();
  }
}

function trainOn(
  config: Config,
  source: PictureSource,
  { extractor, options, folder, memory }: Pick<FeatureBasis, 'extractor' | 'options' | 'folder' | 'memory'>,
  { reporter, signal }: Run,
): Promise<Training> {
  const settings = {
    coresetRatio: config.coresetRatio,
    maxEntries: config.maxBankEntries,
    index: config.index,
    neighbors: config.neighbors,
    seed: config.seed,
    calibration: calibrationSettings(config),
  };
  return train(source, extractor, settings, {
    ...options,
    rememberBytes: memory.rememberBytes,
    projectionsFile: memory.projectionsInFile
      ? { path: join(folder, PROJECTIONS), blockRows: memory.fileBlockRows }
      : undefined,
    decodeAhead: memory.atOnce - 1,
    signal,
    onProgress: (stage, done, total) => reporter.progress(STAGES[stage], done, total),
  });
}
