import { throwIfCancelled } from '../errors.ts';
import type { SessionOptions } from '../onnx/session.ts';
import { type FeatureExtractor, patchNumber } from '../patchcore/feature-extractor.ts';
import { meanPatch, openProjection, type Projection } from '../patchcore/projection.ts';
import type { PictureSource } from '../patchcore/train.ts';
import { type LearningCurve, measureCurve } from './learning-curve.ts';
import { findNearDuplicates, type NearDuplicate, pictureSketch } from './near-duplicates.ts';
import { openPictureDistances } from './picture-distances.ts';
import { representativePatches } from './representative-patches.ts';
import { type Standing, type Suspicion, standings, suspicionOf } from './suspicion.ts';

/** What an audit finds in a set of training pictures. */
export interface PicturesAudit {
  /** In the order of the pictures. */
  readonly suspicions: readonly (Suspicion & Standing & { readonly comparedPatch: number })[];
  readonly nearDuplicates: readonly NearDuplicate[];
  readonly curve: LearningCurve;
}

export interface AuditSettings {
  /** The share of good parts that may be rejected; the learning curve follows the threshold for it. */
  readonly rate: number;
  readonly seed: number;
}

/** How an audit is run. */
export interface AuditRun extends SessionOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (stage: 'features' | 'comparing', done: number, total: number) => void;
}

/** Patches of a picture that the others are compared with. */
const REPRESENTATIVES = 64;

/**
 * Compares every picture with all others, patch by patch, without a coreset: one would choose what is rare first, which
 * is what bad pictures bring.
 */
export async function auditPictures(
  pictures: PictureSource,
  extractor: FeatureExtractor,
  { rate, seed }: AuditSettings,
  run: AuditRun,
): Promise<PicturesAudit> {
  const { projected, dimensions } = await projectAll(pictures, extractor, seed, run);
  const representatives = joined(
    projected.map(patches => representativePatches(patches, dimensions, REPRESENTATIVES)),
  );
  const shape = { pictures: pictures.count, dimensions };
  const distances = await openPictureDistances(representatives, shape, run);
  const curve = measureCurve(pictures.count, rate, seed);
  const suspicions: Suspicion[] = [];
  try {
    for (const [picture, patches] of projected.entries()) {
      throwIfCancelled(run.signal);
      const found = await distances.measure(patches);
      suspicions.push(suspicionOf(found, pictures.count, picture));
      curve.add(found, picture);
      run.onProgress?.('comparing', picture + 1, pictures.count);
    }
  } finally {
    await distances.close();
  }
  const standing = standings(suspicions.map(({ score }) => score));
  return {
    suspicions: suspicions.map((suspicion, picture) => ({
      ...suspicion,
      ...standing[picture]!,
      patch: patchNumber(extractor, suspicion.patch),
      comparedPatch: patchNumber(
        extractor,
        nearestPatch(projected[picture]!, suspicion.patch, projected[suspicion.compared]!, dimensions),
      ),
    })),
    nearDuplicates: findNearDuplicates(
      projected.map(patches => pictureSketch(patches, dimensions, extractor)),
    ),
    curve: curve.finish(),
  };
}

async function projectAll(
  pictures: PictureSource,
  extractor: FeatureExtractor,
  seed: number,
  { signal, onProgress, ...options }: AuditRun,
) {
  const projected: Float32Array[] = [];
  let projection: Projection | undefined;
  try {
    for (let picture = 0; picture < pictures.count; picture++) {
      throwIfCancelled(signal);
      const patches = await extractor.extract(await pictures.read(picture));
      projection ??= await openProjection(meanPatch(patches, extractor.dimensions), seed, options);
      projected.push(await projection.project(patches));
      onProgress?.('features', picture + 1, pictures.count);
    }
    return { projected, dimensions: projection?.dimensions ?? extractor.dimensions };
  } finally {
    await projection?.close();
  }
}

/** The patch of another picture that is nearest to one of this. */
function nearestPatch(
  patches: Float32Array,
  patch: number,
  others: Float32Array,
  dimensions: number,
): number {
  let [nearest, least] = [0, Number.POSITIVE_INFINITY];
  for (let other = 0; other < others.length / dimensions; other++) {
    let sum = 0;
    for (let i = 0; i < dimensions; i++)
      sum += (patches[patch * dimensions + i]! - others[other * dimensions + i]!) ** 2;
    if (sum < least) [nearest, least] = [other, sum];
  }
  return nearest;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const length = parts[0]?.length ?? 0;
  const all = new Float32Array(length * parts.length);
  for (const [place, part] of parts.entries()) all.set(part, place * length);
  return all;
}
