import { InspectError, throwIfCancelled } from '../errors.ts';
import type { Image } from '../image/image.ts';
import type { SessionOptions } from '../onnx/session.ts';
import { type Calibration, type CalibrationSettings, calibrate, type HeldOutScore } from './calibration.ts';
import { selectCoreset } from './coreset.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import { type MemoryBank, UNREACHABLE } from './memory-bank.ts';
import { meanPatch, openProjection, type Projection } from './projection.ts';
import { type ReadAhead, readAhead } from './read-ahead.ts';
import { openSearchFor, type Search } from './search.ts';

export interface TrainingSettings {
  /** Share of all patches that the memory bank keeps. */
  readonly coresetRatio: number;
  /** b of the image score's re-weighting. */
  readonly neighbors: number;
  readonly seed: number;
  /** Height and width of the anomaly map in pixels. */
  readonly side: number;
  readonly calibration: CalibrationSettings;
}

export type TrainingStage = 'features' | 'coreset' | 'calibration';

export interface TrainingRun extends SessionOptions {
  /** Bytes of patch vectors that are kept in memory between the passes; the rest is computed again. */
  readonly rememberBytes: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((stage: TrainingStage, done: number, total: number) => void) | undefined;
}

export interface Training {
  readonly bank: MemoryBank;
  readonly calibration: Calibration;
  /** Leave-one-picture-out scores in the order of the pictures. */
  readonly heldOut: readonly HeldOutScore[];
  /** All patches seen. */
  readonly patches: number;
}

/**
 * Trains PatchCore on good parts.
 *
 * @param pictures decoded on demand, `count` of them; the same index gives the same picture every time
 */
export async function train(
  pictures: PictureSource,
  extractor: FeatureExtractor,
  settings: TrainingSettings,
  run: TrainingRun,
): Promise<Training> {
  const source = readAhead(pictures, image => extractor.extract(image), run.rememberBytes);
  // 1. Patches of every picture, projected to few dimensions: the only thing that must fit in memory.
  const { projected, dimensions, perPicture } = await projectAll(source, extractor, settings.seed, run);
  // 2. Greedy k-centre selection on the projections (algorithm 1).
  const patches = projected.length / dimensions;
  const count = Math.max(1, Math.floor(patches * settings.coresetRatio));
  const chosen = await selectCoreset(projected, dimensions, count, {
    ...run,
    onProgress: (done, total) => run.onProgress?.('coreset', done, total),
  });
  // 3. The memory bank M: the full vectors of the chosen patches, with the place each came from.
  const bank = await gatherBank(source, chosen, perPicture, extractor, run.signal);
  // 4. Every picture's score against the bank without its own entries.
  const shape = { grid: extractor.grid, side: settings.side, neighbors: settings.neighbors };
  const search = await openSearchFor(source.count, bank, shape, run);
  try {
    const heldOut = await leaveOneOut(source, search, run);
    return { bank, heldOut, patches, calibration: calibrate(heldOut, settings.calibration) };
  } finally {
    await search.close();
  }
}

/** Pictures by index, decoded when asked for. */
export interface PictureSource {
  readonly count: number;
  read(index: number): Promise<Image>;
}

async function projectAll(source: ReadAhead, extractor: FeatureExtractor, seed: number, run: TrainingRun) {
  const perPicture = extractor.grid.height * extractor.grid.width;
  let projection: Projection | undefined;
  let projected = new Float32Array(0);
  try {
    for (let picture = 0; picture < source.count; picture++) {
      throwIfCancelled(run.signal);
      const patches = await source.patches(picture);
      if (!projection) {
        projection = await openProjection(meanPatch(patches, extractor.dimensions), seed, run);
        projected = new Float32Array(source.count * perPicture * projection.dimensions);
      }
      const vectors = await projection.project(patches);
      if (!vectors.every(Number.isFinite)) throw notFinite(picture);
      projected.set(vectors, picture * perPicture * projection.dimensions);
      run.onProgress?.('features', picture + 1, source.count);
    }
    return { projected, dimensions: projection!.dimensions, perPicture };
  } finally {
    await projection?.close();
  }
}

/** The shipped network cannot do this; a user's own, or weights that overflow, can. */
function notFinite(picture: number): InspectError {
  return new InspectError(
    'backbone_invalid',
    `The backbone gives infinite or undefined values for training picture ${picture + 1}, and finite numbers are needed. Use another backbone, or other layers of it.`,
  );
}

async function gatherBank(
  source: ReadAhead,
  chosen: Int32Array,
  perPicture: number,
  extractor: FeatureExtractor,
  signal?: AbortSignal,
): Promise<MemoryBank> {
  const { dimensions, grid } = extractor;
  const vectors = new Float32Array(chosen.length * dimensions);
  const provenance = new Int32Array(chosen.length * 3);
  const byPicture = Array.from({ length: source.count }, (): number[] => []);
  for (const [entry, patch] of chosen.entries()) byPicture[Math.floor(patch / perPicture)]!.push(entry);
  for (const [picture, entries] of byPicture.entries()) {
    if (entries.length === 0) continue;
    throwIfCancelled(signal);
    const patches = await source.patches(picture);
    for (const entry of entries) {
      const patch = chosen[entry]! % perPicture;
      vectors.set(patches.subarray(patch * dimensions, (patch + 1) * dimensions), entry * dimensions);
      provenance.set([picture, Math.floor(patch / grid.width), patch % grid.width], entry * 3);
    }
  }
  return { vectors, dimensions, provenance };
}

async function leaveOneOut(
  source: ReadAhead,
  search: Search,
  run: TrainingRun,
): Promise<readonly HeldOutScore[]> {
  const heldOut: HeldOutScore[] = [];
  for (let picture = 0; picture < source.count; picture++) {
    throwIfCancelled(run.signal);
    const { score, map, distances, worstPatch } = await search.search(await source.patches(picture), picture);
    if (distances[worstPatch]! >= UNREACHABLE / 2) throw onlyCopies();
    heldOut.push({ score, mapMaximum: map.data.reduce((largest, value) => Math.max(largest, value), 0) });
    run.onProgress?.('calibration', picture + 1, source.count);
  }
  if (heldOut.every(({ score }) => score === 0)) throw onlyCopies();
  return heldOut;
}

function onlyCopies(): InspectError {
  return new InspectError(
    'data_invalid',
    'Held out, a training picture finds only itself or nothing to be compared with: the training pictures are copies of each other, or the coreset ratio keeps too few patches of so few pictures. Add different good pictures, or raise --coreset-ratio.',
  );
}
