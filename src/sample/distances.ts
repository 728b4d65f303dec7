import { FRAME, type Pose } from './canvas.ts';
import { clamp, type Point, toSegment } from './shapes.ts';

/** Signed distance in drawing units from every pixel to the nearest drawn line, `[sizePx, sizePx]`, capped. */
export interface Distances {
  readonly sizePx: number;
  /** No distance is larger than this, and lines further away are not looked at. */
  readonly reach: number;
  readonly data: Float32Array;
}

/** A plane without any line. */
export function createDistances(sizePx: number, reach: number): Distances {
  return { sizePx, reach, data: new Float32Array(sizePx * sizePx).fill(reach) };
}

/** Draws a polyline of round-ended strokes, given in the coordinates of a pose. */
export function drawLine(plane: Distances, pose: Pose, path: readonly Point[], halfWidth: number): void {
  const cos = Math.cos(pose.angle);
  const sin = Math.sin(pose.angle);
  const placed = path.map(({ x, y }) => ({ x: pose.x + cos * x - sin * y, y: pose.y + sin * x + cos * y }));
  for (let index = 1; index < placed.length; index++)
    drawSegment(plane, placed[index - 1]!, placed[index]!, halfWidth);
}

function drawSegment(plane: Distances, a: Point, b: Point, halfWidth: number): void {
  const pixel = FRAME / plane.sizePx;
  const margin = halfWidth + plane.reach;
  const bound = (units: number) => clamp(Math.floor(units / pixel), 0, plane.sizePx - 1);
  const left = bound(Math.min(a.x, b.x) - margin);
  const right = bound(Math.max(a.x, b.x) + margin);
  for (let row = bound(Math.min(a.y, b.y) - margin); row <= bound(Math.max(a.y, b.y) + margin); row++) {
    for (let column = left; column <= right; column++) {
      const at = row * plane.sizePx + column;
      const distance = toSegment((column + 0.5) * pixel, (row + 0.5) * pixel, a, b) - halfWidth;
      if (distance < plane.data[at]!) plane.data[at] = distance;
    }
  }
}
