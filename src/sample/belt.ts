import { between } from '../random.ts';
import { type Canvas, pixelOf } from './canvas.ts';
import { cloudAt, noiseAt, noiseFrom } from './noise.ts';
import type { Shot } from './product.ts';
import { smoothStep } from './shapes.ts';
import type { Washer } from './washer-in-picture.ts';

const THICKNESS = 5;

/** Covers the canvas with a matt woven conveyor belt and the shadow of the washer that lies on it. */
export function belowWasher(canvas: Canvas, washer: Washer, shot: Shot): void {
  const random = shot.stream('belt');
  const noise = noiseFrom(random);
  // The belt moves, so its weave lies elsewhere in every picture.
  const shiftX = between(random, 0, 100);
  const shiftY = between(random, 0, 100);
  const pixel = pixelOf(canvas);
  for (let row = 0; row < canvas.sizePx; row++) {
    const y = (row + 0.5) * pixel;
    for (let column = 0; column < canvas.sizePx; column++) {
      const x = (column + 0.5) * pixel;
      const weave = Math.sin((x + shiftX) * 1.15) * Math.sin((y + shiftY) * 1.15);
      const grain = 0.1 * weave + 0.16 * noiseAt(noise, x * 0.55 + shiftX, y * 0.55 + shiftY);
      const wear = 0.2 * cloudAt(noise, x * 0.018 + shiftX, y * 0.035 + shiftY);
      const level = (1 + grain + wear) * (1 - shadowAt(washer, shot, x, y));
      const at = (row * canvas.sizePx + column) * 3;
      for (let channel = 0; channel < 3; channel++)
        canvas.data[at + channel] = washer.look.belt[channel]! * level;
    }
  }
}

/** How much of the light the ring keeps from the belt at (x, y), 0 to 1: a cast shadow and a dark contact line. */
function shadowAt(washer: Washer, shot: Shot, x: number, y: number): number {
  const throwX = (THICKNESS * shot.light.x) / shot.light.z;
  const throwY = (THICKNESS * shot.light.y) / shot.light.z;
  const cast = ringDistance(washer, x + throwX * 0.5, y + throwY * 0.5);
  const contact = ringDistance(washer, x, y);
  return (
    0.75 * (1 - shot.light.ambient) * (1 - smoothStep(-3, 4, cast)) + 0.25 * (1 - smoothStep(-1, 7, contact))
  );
}

function ringDistance(washer: Washer, x: number, y: number): number {
  const radius = Math.hypot(x - washer.x, y - washer.y);
  return Math.max(radius - washer.outer, washer.inner - radius);
}
