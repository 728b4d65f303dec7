import type { Colour } from './canvas.ts';

/** What distinguishes one fabric from another. */
export interface FabricLook {
  /** Distance between threads in drawing units. */
  readonly pitch: number;
  readonly warp: Colour;
  readonly weft: Colour;
  /** What shows between the threads. */
  readonly ground: Colour;
  /** Half the width of a thread, in pitches, and how much it varies along and between threads. */
  readonly fullness: number;
  readonly unevenness: number;
  /** Threads passed over and under: [1, 1] is plain weave, [2, 2] and [3, 1] are twills. */
  readonly pattern: readonly [number, number];
  /** Strength of single fibres, of the difference in shade between threads, and of shine. */
  readonly fibre: number;
  readonly shade: number;
  readonly shine: number;
}

/** One fabric as it lies in one picture; a place (u, v) counts threads from the middle of the picture. */
export interface Cloth {
  readonly look: FabricLook;
  readonly angle: number;
  readonly shear: number;
  readonly shiftU: number;
  readonly shiftV: number;
}
