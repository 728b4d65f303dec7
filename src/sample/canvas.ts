import { clamp } from './shapes.ts';

/** The width of every picture in drawing units: a length of 8 is 8 pixels at 256 pixels, 16 at 512. */
export const FRAME = 256;

/** A square picture in linear light before the camera sees it, `[sizePx, sizePx, 3]`, 1 is white. */
export interface Canvas {
  readonly sizePx: number;
  readonly data: Float32Array;
}

/** A colour in linear light, red first. */
export type Colour = readonly [number, number, number];

/** Where a thing lies: its origin in drawing units and its turn in radians. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
}

/** Writes the colour at a place in the thing's own coordinates to `out` and returns its coverage, 0 to 1. */
export type Brush = (x: number, y: number, out: Float64Array) => number;

/** A black canvas. */
export function createCanvas(sizePx: number): Canvas {
  return { sizePx, data: new Float32Array(sizePx * sizePx * 3) };
}

/** The width of a pixel in drawing units. */
export function pixelOf(canvas: Canvas): number {
  return FRAME / canvas.sizePx;
}

/** A colour from its usual sRGB notation, such as `#1f6f3a`. */
export function colour(hex: string): Colour {
  const channel = (at: number) => (Number.parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2;
  return [channel(1), channel(3), channel(5)];
}

/** The pose of something that lies at (x, y), turned by `angle`, in the coordinates of another thing. */
export function within(outer: Pose, x: number, y: number, angle: number): Pose {
  const cos = Math.cos(outer.angle);
  const sin = Math.sin(outer.angle);
  return { x: outer.x + cos * x - sin * y, y: outer.y + sin * x + cos * y, angle: outer.angle + angle };
}

/** Paints everything within `halfWidth` and `halfHeight` of a pose with a brush, over what is there. */
export function stamp(canvas: Canvas, pose: Pose, halfWidth: number, halfHeight: number, brush: Brush): void {
  const pixel = pixelOf(canvas);
  const cos = Math.cos(pose.angle);
  const sin = Math.sin(pose.angle);
  const reachX = Math.abs(cos) * halfWidth + Math.abs(sin) * halfHeight + pixel;
  const reachY = Math.abs(sin) * halfWidth + Math.abs(cos) * halfHeight + pixel;
  const bound = (units: number) => clamp(Math.floor(units / pixel), 0, canvas.sizePx);
  const out = new Float64Array(3);
  for (let row = bound(pose.y - reachY); row < bound(pose.y + reachY + pixel); row++) {
    for (let column = bound(pose.x - reachX); column < bound(pose.x + reachX + pixel); column++) {
      const dx = (column + 0.5) * pixel - pose.x;
      const dy = (row + 0.5) * pixel - pose.y;
      const cover = brush(cos * dx + sin * dy, cos * dy - sin * dx, out);
      if (cover > 0) blend(canvas.data, (row * canvas.sizePx + column) * 3, out, cover);
    }
  }
}

/** Lays a colour over a pixel whose red is at index `at`. */
export function blend(data: Float32Array, at: number, over: ArrayLike<number>, cover: number): void {
  data[at]! += (over[0]! - data[at]!) * cover;
  data[at + 1]! += (over[1]! - data[at + 1]!) * cover;
  data[at + 2]! += (over[2]! - data[at + 2]!) * cover;
}
