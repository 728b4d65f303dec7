import type { Colour } from './canvas.ts';

/** What distinguishes one washer from another; lengths in drawing units. */
export interface WasherLook {
  readonly outer: number;
  readonly inner: number;
  readonly chamfer: number;
  readonly metal: Colour;
  readonly belt: Colour;
  /** Strength of the turning marks, and how many there are per unit of radius. */
  readonly marks: number;
  readonly pitch: number;
  /** How bright the turned face shines, about 1. */
  readonly shine: number;
}

/** One washer as it lies in one picture. */
export interface Washer {
  readonly look: WasherLook;
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  /** Radii after the camera's distance: the look's times about 1. */
  readonly outer: number;
  readonly inner: number;
}

/** One point of the metal's surface; a defect rewrites it before it is shaded. */
export interface MetalPoint {
  /** Place from the centre of the washer, in drawing units, in the coordinates of the picture. */
  x: number;
  y: number;
  /** Signed distance to the outline: negative on metal. */
  distance: number;
  /** Rise of the surface per unit. */
  slopeX: number;
  slopeY: number;
  /** Direction of the turning marks and how clearly they reflect, 0 (matt) to 1. */
  grainX: number;
  grainY: number;
  polish: number;
  /** What remains of each colour. */
  readonly tint: Float64Array;
}
