/** A point or a direction in the plane. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Distance from (x, y) to the segment from `a` to `b`. */
export function toSegment(x: number, y: number, a: Point, b: Point): number {
  const alongX = b.x - a.x;
  const alongY = b.y - a.y;
  const square = alongX * alongX + alongY * alongY;
  const t = square === 0 ? 0 : clamp(((x - a.x) * alongX + (y - a.y) * alongY) / square, 0, 1);
  return Math.hypot(x - a.x - t * alongX, y - a.y - t * alongY);
}

/** Distance from (x, y) to the nearest segment of a polyline. */
export function toPath(x: number, y: number, path: readonly Point[]): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let index = 1; index < path.length; index++)
    nearest = Math.min(nearest, toSegment(x, y, path[index - 1]!, path[index]!));
  return nearest;
}

/** Signed distance to a box about the origin with rounded corners; negative inside. */
export function toBox(x: number, y: number, halfWidth: number, halfHeight: number, corner: number): number {
  const outX = Math.abs(x) - halfWidth + corner;
  const outY = Math.abs(y) - halfHeight + corner;
  return Math.hypot(Math.max(outX, 0), Math.max(outY, 0)) + Math.min(Math.max(outX, outY), 0) - corner;
}

/** How much of a pixel `pixel` wide lies inside a shape at this signed distance: 1 inside, 0 outside. */
export function coverage(distance: number, pixel: number): number {
  return clamp(0.5 - distance / pixel, 0, 1);
}

/** 0 below `from`, 1 above `to`, smooth between them. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = clamp((value - from) / (to - from), 0, 1);
  return t * t * (3 - 2 * t);
}

/** The value, or the nearer end of [low, high]. */
export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** The value between `from` (t = 0) and `to` (t = 1). */
export function mix(from: number, to: number, t: number): number {
  return from + (to - from) * t;
}
