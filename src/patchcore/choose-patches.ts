import { InspectError, throwIfCancelled } from '../errors.ts';
import { selectCoreset } from './coreset.ts';
import { type FeatureExtractor, patchCount } from './feature-extractor.ts';
import { type PointStore, pointsInMemory } from './points.ts';
import { type PointsFile, pointsInFile } from './points-file.ts';
import { meanPatch, openProjection, type Projection, projectedDimensions } from './projection.ts';
import type { ReadAhead } from './read-ahead.ts';
import type { TrainingRun, TrainingSettings } from './training-run.ts';

/** Which patches of all training pictures the memory bank keeps. */
export interface ChosenPatches {
  /** Indices into all patches, picture by picture in raster order, in order of choice. */
  readonly chosen: Int32Array;
  /** How many patches there are in all. */
  readonly patches: number;
}

/**
 * Chooses the patches of the memory bank: a random projection of all patches, then the greedy k-centre selection on it
 * (algorithm 1). The projections are all that grows with the pictures and has to be kept somewhere.
 *
 * @throws InspectError `backbone_invalid` when the network gives numbers that are not finite, `storage_full`.
 */
export async function choosePatches(
  source: ReadAhead,
  extractor: FeatureExtractor,
  settings: Pick<TrainingSettings, 'coresetRatio' | 'maxEntries' | 'seed'>,
  run: TrainingRun,
): Promise<ChosenPatches> {
  const patches = source.count * patchCount(extractor);
  const dimensions = projectedDimensions(extractor.dimensions);
  const projected = await openPoints(patches, dimensions, run.projectionsFile);
  try {
    await projectAll(source, extractor, settings.seed, projected, run);
    const chosen = await selectCoreset(projected, entriesToKeep(patches, settings), {
      ...run,
      onProgress: (done, total) => run.onProgress?.('coreset', done, total),
    });
    return { chosen, patches };
  } finally {
    await projected.close();
  }
}

/** How many of so many patches the memory bank keeps. */
export function entriesToKeep(
  patches: number,
  { coresetRatio, maxEntries }: Pick<TrainingSettings, 'coresetRatio' | 'maxEntries'>,
): number {
  return Math.min(Math.max(1, Math.floor(patches * coresetRatio)), maxEntries ?? Number.POSITIVE_INFINITY);
}

async function openPoints(
  rows: number,
  dimensions: number,
  file: PointsFile | undefined,
): Promise<PointStore> {
  if (file !== undefined) return pointsInFile(file, rows, dimensions);
  return pointsInMemory(new Float32Array(rows * dimensions), dimensions);
}

async function projectAll(
  source: ReadAhead,
  extractor: FeatureExtractor,
  seed: number,
  projected: PointStore,
  run: TrainingRun,
): Promise<void> {
  let projection: Projection | undefined;
  try {
    for (let picture = 0; picture < source.count; picture++) {
      throwIfCancelled(run.signal);
      const patches = await source.patches(picture);
      projection ??= await openProjection(meanPatch(patches, extractor.dimensions), seed, run);
      const vectors = await projection.project(patches);
      if (!allFinite(vectors)) throw notFinite(picture);
      await projected.set((picture * vectors.length) / projected.dimensions, vectors);
      run.onProgress?.('features', picture + 1, source.count);
    }
  } finally {
    await projection?.close();
  }
}

/** Finite float32 numbers cannot sum up to more than a float64 holds. */
function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return Number.isFinite(sum);
}

/** The shipped network cannot do this; a user's own, or weights that overflow, can. */
function notFinite(picture: number): InspectError {
  return new InspectError(
    'backbone_invalid',
    `The backbone gives infinite or undefined values for training picture ${picture + 1}, and finite numbers are needed. Use another backbone, or other layers of it.`,
  );
}
