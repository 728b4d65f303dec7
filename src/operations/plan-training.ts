import { availableParallelism } from 'node:os';
import { GREY_SIDE } from '../alignment/grey-picture.ts';
import type { LoadedBackbone } from '../backbones/store.ts';
import { bytesOf, type Config } from '../config.ts';
import type { GoodPictures } from '../evaluation/dataset.ts';
import type { SessionOptions } from '../onnx/session.ts';
import { entriesToKeep } from '../patchcore/choose-patches.ts';
import { type FeatureExtractor, patchCount } from '../patchcore/feature-extractor.ts';
import { projectedDimensions } from '../patchcore/projection.ts';
import type { Reporter } from './reporter.ts';
import { checkDisk, modelBytes, weightBytes } from './training-disk.ts';
import { estimateMs, type TrainingTrial, tryTraining } from './training-estimate.ts';
import { type MemoryPlan, memoryLimit, planMemory, type TrainingSize } from './training-memory.ts';
import type { Keeping } from './training-pictures.ts';
import { estimateNote, type TrainingCost } from './training-words.ts';

/** What a training needs before its pictures are read. */
export interface TrainingTools {
  /** The category's model folder. */
  readonly folder: string;
  readonly backbone: LoadedBackbone;
  readonly extractor: FeatureExtractor;
  /** What is done with every picture when it is read. */
  readonly keeping: Pick<Keeping, 'shrink' | 'encode'>;
  readonly options: SessionOptions;
}

/** How a training will go. */
export interface TrainingPlan {
  readonly memory: MemoryPlan;
  /** Bytes of the backbone's weights that have to be copied beside the models. */
  readonly weights: number;
  /** What it will take; null when no picture can be read. */
  readonly estimate: TrainingCost | null;
}

/** Gain of an 8-bit backbone that the estimate counts on; less than 1.3 is refused. */
const INT8_GAIN = 2;

/**
 * Measures one picture, plans the memory and says in one line what the training will take.
 *
 * @throws InspectError `invalid_argument` when `maxMemory` is too small, `storage_full`.
 */
export async function planTraining(
  config: Config,
  good: GoodPictures,
  { folder, backbone, extractor, keeping, options }: TrainingTools,
  reporter: Reporter,
): Promise<TrainingPlan> {
  const started = performance.now();
  const trial = await tryTraining(good, extractor, keeping, options);
  const size = trainingSize(config, good.names.length, extractor, trial);
  const asked = config.maxMemory === null ? null : bytesOf(config.maxMemory);
  const heldBytes = process.memoryUsage.rss();
  const limit = memoryLimit(asked, heldBytes, process.availableMemory());
  const memory = planMemory(size, heldBytes, limit);
  const weights = await weightBytes(config, backbone);
  const diskBytes = modelBytes(size) + weights;
  await checkDisk(folder, config, diskBytes, memory.fileBytes);
  if (trial === null) return { memory, weights, estimate: null };
  const machine = { cores: availableParallelism(), gain: config.precision === 'int8' ? INT8_GAIN : 1 };
  const ms = performance.now() - started + estimateMs(trial, size, memory, machine);
  const estimate = { seconds: ms / 1000, peakBytes: memory.peakBytes, diskBytes };
  reporter.note(estimateNote(estimate, size.pictures, memory.fileBytes));
  return { memory, weights, estimate };
}

function trainingSize(
  { imageSize, coresetRatio, maxBankEntries, align }: Config,
  pictures: number,
  extractor: FeatureExtractor,
  trial: TrainingTrial | null,
): TrainingSize {
  const { dimensions } = extractor;
  const patches = patchCount(extractor);
  const square = 3 * imageSize * imageSize;
  const grey = align === null ? 0 : GREY_SIDE ** 2;
  return {
    pictures,
    smallPictureBytes: (trial?.small.data.byteLength ?? square) + (trial?.encodedBytes ?? 0) + grey,
    decodedPictureBytes: trial?.image.data.byteLength ?? square,
    patchBytes: 4 * patches * dimensions,
    patches,
    dimensions,
    projectedDimensions: projectedDimensions(dimensions),
    entries: entriesToKeep(pictures * patches, { coresetRatio, maxEntries: maxBankEntries }),
  };
}
