import type { PatchGrid } from './anomaly-map.ts';
import type { Frame, Rectangle } from './frame.ts';
import type { MemoryBank } from './memory-bank.ts';
import { gridPlace, patchInPicture, wholePixels } from './patch-place.ts';
import type { Extents } from './tiling.ts';

/** A patch of the inspected picture and the training patch that came closest to it. */
export interface PatchEvidence {
  /** Row and column in the patch grid of the inspected picture. */
  readonly row: number;
  readonly column: number;
  /** The whole pixels of the inspected picture that the patch covers; none in the border of a letterbox. */
  readonly box: Rectangle;
  readonly distance: number;
  /** Index of the training picture, and row and column in its patch grid. */
  readonly normal: { readonly picture: number; readonly row: number; readonly column: number };
}

/** The patch that decided, and those that came after it. */
export interface Evidence extends PatchEvidence {
  /** The patches that are farthest from the bank, the deciding one first. */
  readonly top: readonly PatchEvidence[];
}

/** A searched picture as far as evidence needs it. */
export interface SearchedPatches {
  readonly grid: PatchGrid;
  /** `[grid.height * grid.width]` */
  readonly distances: Float32Array;
  /** The nearest entry of every patch that was searched, `[grid.height * grid.width]`. */
  readonly entries: Int32Array;
  readonly picture: Extents;
  /** Extents of the map, and where it lies in the picture. */
  readonly map: Extents;
  readonly frame: Frame;
}

/** The evidence of one patch: where it lies, what is nearest to it in the bank, and where that came from. */
export function evidenceOf(
  patch: number,
  { grid, distances, entries, picture: extents, map, frame }: SearchedPatches,
  bank: Pick<MemoryBank, 'provenance'>,
): PatchEvidence {
  const at = gridPlace(patch, grid);
  const [picture, row, column] = bank.provenance.subarray(3 * entries[patch]!);
  return {
    ...at,
    box: wholePixels(patchInPicture(at, grid, map, frame), extents),
    distance: distances[patch]!,
    normal: { picture: picture!, row: row!, column: column! },
  };
}

/**
 * The numbers of the `count` patches with the largest distances, largest first; of equal ones the first. Patches that
 * were not searched have no number for a distance, and are none of them.
 */
export function farthestPatches(distances: Float32Array, count: number): readonly number[] {
  const farthest: number[] = [];
  for (let patch = 0; patch < distances.length; patch++) {
    if (Number.isNaN(distances[patch]!)) continue;
    if (farthest.length === count && !(distances[patch]! > distances[farthest.at(-1)!]!)) continue;
    const before = farthest.findIndex(other => distances[patch]! > distances[other]!);
    farthest.splice(before === -1 ? farthest.length : before, 0, patch);
    if (farthest.length > count) farthest.pop();
  }
  return farthest;
}
