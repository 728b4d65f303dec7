import type { FeatureExtractor } from '../patchcore/feature-extractor.ts';
import { gridPlace } from '../patchcore/patch-place.ts';

/** Two pictures that show nearly the same, as two shots of one part do. */
export interface NearDuplicate {
  readonly a: number;
  readonly b: number;
  /** Their distance as a share of the usual distance of a picture to the one nearest to it. */
  readonly distance: number;
}

type Sketched = Pick<FeatureExtractor, 'grid' | 'inside'>;

/** Cells of the coarse grid, each way, and coordinates of a projected patch that are kept. */
const CELLS = 8;
const COORDINATES = 16;
/** Pictures that are nearer than this share of what is usual are near-duplicates. */
const NEAR = 0.35;

/**
 * A picture in a few hundred numbers: the mean of its projected patches over a coarse grid.
 *
 * @param projected `[patches, dimensions]`
 * @param inside numbers of the patches in the grid, ascending; all of it when left out
 */
export function pictureSketch(
  projected: Float32Array,
  dimensions: number,
  { grid, inside }: Sketched,
): Float32Array {
  const kept = Math.min(COORDINATES, dimensions);
  const sketch = new Float32Array(CELLS * CELLS * kept);
  const share = (CELLS * CELLS) / (grid.width * grid.height);
  for (let patch = 0; patch * dimensions < projected.length; patch++) {
    const { row, column } = gridPlace(inside?.[patch] ?? patch, grid);
    const cell = Math.floor((row * CELLS) / grid.height) * CELLS + Math.floor((column * CELLS) / grid.width);
    for (let i = 0; i < kept; i++) sketch[cell * kept + i]! += share * projected[patch * dimensions + i]!;
  }
  return sketch;
}

/** Pairs of pictures that are far nearer to each other than pictures usually are, nearest first. */
export function findNearDuplicates(sketches: readonly Float32Array[]): readonly NearDuplicate[] {
  const pairs: NearDuplicate[] = [];
  const nearest = new Float64Array(sketches.length).fill(Number.POSITIVE_INFINITY);
  for (let a = 0; a < sketches.length; a++) {
    for (let b = a + 1; b < sketches.length; b++) {
      const distance = distanceBetween(sketches[a]!, sketches[b]!);
      nearest[a] = Math.min(nearest[a]!, distance);
      nearest[b] = Math.min(nearest[b]!, distance);
      pairs.push({ a, b, distance });
    }
  }
  const usual = [...nearest].sort((a, b) => a - b)[Math.floor(nearest.length / 2)]!;
  return pairs
    .map(pair => ({ ...pair, distance: pair.distance / usual }))
    .filter(({ distance }) => distance < NEAR)
    .sort((a, b) => a.distance - b.distance);
}

function distanceBetween(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum);
}
