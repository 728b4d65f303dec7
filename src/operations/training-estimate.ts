import { join } from 'node:path';
import type { GoodPictures } from '../evaluation/dataset.ts';
import { readImage } from '../image/codec.ts';
import type { Image } from '../image/image.ts';
import type { SessionOptions } from '../onnx/session.ts';
import type { FeatureExtractor } from '../patchcore/feature-extractor.ts';
import { meanPatch, openProjection } from '../patchcore/projection.ts';
import { createRandom } from '../patchcore/random.ts';
import type { MemoryPlan, TrainingSize } from './training-memory.ts';
import type { Keeping } from './training-pictures.ts';

/** What one picture and one matrix product take here. */
export interface TrainingTrial {
  /** The picture as it was decoded, and as the network sees it. */
  readonly image: Image;
  readonly small: Image;
  /** Bytes of what the model keeps of it as evidence. */
  readonly encodedBytes: number;
  /** Milliseconds: reading and decoding, making small, encoding what is kept, patch vectors. */
  readonly decodeMs: number;
  readonly shrinkMs: number;
  readonly encodeMs: number;
  readonly featuresMs: number;
  /** Milliseconds for a multiply-add of a matrix product. */
  readonly multiplyMs: number;
}

/** Pictures that are tried until one can be decoded; what is wrong with the others is told by the check. */
const MOST_TRIED = 5;
const RUNS = { most: 7, budgetMs: 25 };
/** Its result is so small that arithmetic is measured, and not memory that was not touched before. */
const PRODUCT = { rows: 256, inputs: 2048 };

/** Measures one picture through decoding and features, and one product; null when no picture can be read. */
export async function tryTraining(
  { folder, names }: GoodPictures,
  extractor: FeatureExtractor,
  { shrink, encode }: Pick<Keeping, 'shrink' | 'encode'>,
  options: SessionOptions,
): Promise<TrainingTrial | null> {
  for (const name of names.slice(0, MOST_TRIED)) {
    const path = join(folder, name);
    const image = await readImage(path).catch(() => null);
    if (image === null) continue;
    const small = await shrink(image);
    return {
      image,
      small,
      encodedBytes: (await encode?.(image))?.byteLength ?? 0,
      decodeMs: await typicalMs(() => readImage(path)),
      shrinkMs: await typicalMs(() => shrink(image)),
      encodeMs: encode ? await typicalMs(() => encode(image)) : 0,
      featuresMs: await typicalMs(() => extractor.extract(small)),
      multiplyMs: await measureProduct(options),
    };
  }
  return null;
}

/** Milliseconds for a multiply-add of a matrix product. */
async function measureProduct(options: SessionOptions): Promise<number> {
  const { rows, inputs } = PRODUCT;
  const random = createRandom(1);
  const matrix = Float32Array.from({ length: rows * inputs }, () => random.uniform());
  const projection = await openProjection(meanPatch(matrix, inputs), 1, options);
  try {
    const ms = await typicalMs(() => projection.project(matrix));
    return ms / (rows * inputs * projection.dimensions);
  } finally {
    await projection.close();
  }
}

/** What the estimate has to know beside the trial. */
export interface Machine {
  readonly cores: number;
  /** How much faster features in int8 are than in float32, at least; 1 for float32. */
  readonly gain: number;
}

/** The search's time for every multiply-add of a full product, in units of the measured one, and milliseconds for a patch. */
const SEARCH = { cost: 0.4, patchMs: 0.005 };
/** The same for the selection of patches. Both go by how the patches lie: 0.6 to 1.4, and 0.2 to 1 for the search. */
const SELECTION_COST = 0.9;
/** Times as long with projections in a file. */
const FILE_COST = 1.65;
/** Milliseconds for a picture beside its network: projecting, copying. */
const PICTURE_MS = 1;
/** Milliseconds for each pick beside the products, and for each byte that is saved. */
const PICK_MS = 0.02;
const BYTE_MS = 1e-5;

/** Milliseconds that a training will take from now on. */
export function estimateMs(
  trial: TrainingTrial,
  size: TrainingSize,
  plan: MemoryPlan,
  { cores, gain }: Machine,
): number {
  const { pictures, patches, entries, dimensions, projectedDimensions } = size;
  const featuresMs = trial.featuresMs / gain + PICTURE_MS;
  const kept = share(plan.keepBytes, pictures * size.smallPictureBytes);
  const again = 1 - share(plan.rememberBytes, pictures * size.patchBytes);
  const decoding = trial.decodeMs / Math.min(cores, plan.atOnce);
  const checking = Math.max(decoding, (trial.decodeMs + trial.shrinkMs + trial.encodeMs) / cores);
  const decodedAgain = (1 - kept) * (decoding + trial.shrinkMs);
  const computing = (1 + 2 * again) * (featuresMs + decodedAgain);
  const searching = patches * (SEARCH.patchMs + SEARCH.cost * trial.multiplyMs * entries * dimensions);
  const products = pictures * patches * entries * projectedDimensions;
  const selectionCost = SELECTION_COST * (plan.projectionsInFile ? FILE_COST : 1);
  const selecting = selectionCost * trial.multiplyMs * products + PICK_MS * entries;
  const saving = BYTE_MS * entries * dimensions * 4;
  return pictures * (checking + computing + searching) + selecting + saving;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : Math.min(1, part / whole);
}

/**
 * Milliseconds in the middle of several runs, the first to warm up; other work on the machine counts as it will later.
 * What takes long is run fewer times.
 */
async function typicalMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  const begun = performance.now();
  while (times.length < 2 || (times.length < RUNS.most && performance.now() - begun < RUNS.budgetMs)) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times.slice(1).sort((a, b) => a - b)[(times.length - 1) >> 1]!;
}
