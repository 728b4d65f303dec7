import type { LoadedBackbone } from '../src/backbones/store.ts';
import { readImage } from '../src/image/codec.ts';
import type { SessionOptions } from '../src/onnx/session.ts';
import { openFeatures } from '../src/patchcore/features.ts';
import type { MemoryBank } from '../src/patchcore/memory-bank.ts';
import { meanPatch, openProjection } from '../src/patchcore/projection.ts';
import { below, randomFor } from '../src/random.ts';

/** Patch vectors of several pictures, `[pictures * perPicture, dimensions]`. */
export interface PatchVectors {
  readonly vectors: Float32Array;
  readonly dimensions: number;
  readonly perPicture: number;
}

/** The preprocessing of every benchmark that names none: 224 px, which gives 28 x 28 = 784 patches. */
export const PREPROCESSING = { imageSize: 224, centerCrop: null, letterbox: false } as const;
export const LAYERS = ['layer2', 'layer3'] as const;
export const GRID = { height: 28, width: 28 } as const;

/** Computes the patches of picture files. */
export async function patchVectors(
  backbone: LoadedBackbone,
  paths: readonly string[],
  options: SessionOptions,
): Promise<PatchVectors> {
  const extractor = await openFeatures(backbone, { layers: LAYERS, preprocessing: PREPROCESSING }, options);
  try {
    const { grid, dimensions } = extractor;
    const perPicture = grid.height * grid.width;
    const vectors = new Float32Array(paths.length * perPicture * dimensions);
    for (const [picture, path] of paths.entries())
      vectors.set(await extractor.extract(await readImage(path)), picture * perPicture * dimensions);
    return { vectors, dimensions, perPicture };
  } finally {
    await extractor.close();
  }
}

/** The patches as coreset selection sees them: centred and projected to 128 dimensions. */
export async function projectedVectors(
  { vectors, dimensions, perPicture }: PatchVectors,
  seed: number,
  options: SessionOptions,
): Promise<PatchVectors> {
  const length = perPicture * dimensions;
  const projection = await openProjection(meanPatch(vectors.subarray(0, length), dimensions), seed, options);
  try {
    const pictures = vectors.length / length;
    const projected = new Float32Array(pictures * perPicture * projection.dimensions);
    for (let picture = 0; picture < pictures; picture++)
      projected.set(
        await projection.project(vectors.subarray(picture * length, (picture + 1) * length)),
        picture * perPicture * projection.dimensions,
      );
    return { vectors: projected, dimensions: projection.dimensions, perPicture };
  } finally {
    await projection.close();
  }
}

/**
 * Rows like those of the given patches, as many as wanted: a patch, moved some way towards the patch at the same place
 * in another picture. Parts of one kind differ in just such ways, so the rows spread as real ones do.
 */
export function blendedVectors(
  { vectors, dimensions, perPicture }: PatchVectors,
  rows: number,
  seed: number,
): PatchVectors {
  const random = randomFor('bench rows', seed, rows);
  const pictures = vectors.length / dimensions / perPicture;
  const blended = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const place = row % perPicture;
    const from = (below(random, pictures) * perPicture + place) * dimensions;
    const towards = (below(random, pictures) * perPicture + place) * dimensions;
    const share = random();
    for (let i = 0, out = row * dimensions; i < dimensions; i++, out++)
      blended[out] = vectors[from + i]! + share * (vectors[towards + i]! - vectors[from + i]!);
  }
  return { vectors: blended, dimensions, perPicture };
}

/** A memory bank of given rows; their provenance counts through pictures and places. */
export function bankOf({ vectors, dimensions, perPicture }: PatchVectors): MemoryBank {
  const rows = vectors.length / dimensions;
  const provenance = new Int32Array(3 * rows);
  for (let row = 0; row < rows; row++) {
    const place = row % perPicture;
    provenance.set(
      [Math.floor(row / perPicture), Math.floor(place / GRID.width), place % GRID.width],
      3 * row,
    );
  }
  return { vectors, dimensions, provenance };
}
