import { between } from '../random.ts';
import { belowWasher } from './belt.ts';
import { blend, type Canvas, createCanvas, FRAME, pixelOf } from './canvas.ts';
import type { Light } from './light.ts';
import { cloudAt, type Noise, noiseAt, noiseFrom } from './noise.ts';
import type { Defect, Product, Shot } from './product.ts';
import { clamp, coverage, mix, smoothStep } from './shapes.ts';
import { WASHER_DEFECTS, washerDefect } from './washer-defects.ts';
import type { MetalPoint, Washer, WasherLook } from './washer-in-picture.ts';

/** A turned, chamfered ring on a matt conveyor. */
export function washerProduct(look: WasherLook): Product {
  return { defectTypes: WASHER_DEFECTS, draw: (shot, defect) => drawWasher(look, shot, defect) };
}

function drawWasher(look: WasherLook, shot: Shot, defect: Defect | undefined): Canvas {
  const washer = layWasher(look, shot);
  const noise = noiseFrom(shot.stream('metal'));
  const alter = defect && washerDefect(washer, defect, shot);
  const canvas = createCanvas(shot.sizePx);
  belowWasher(canvas, washer, shot);
  const pixel = pixelOf(canvas);
  const shown = new Float64Array(3);
  const point = newPoint();
  for (let index = 0; index < shot.sizePx * shot.sizePx; index++) {
    point.x = ((index % shot.sizePx) + 0.5) * pixel - washer.x;
    point.y = (Math.floor(index / shot.sizePx) + 0.5) * pixel - washer.y;
    const radius = Math.hypot(point.x, point.y);
    if (radius > washer.outer + 8 || radius < washer.inner - 8) continue;
    turnedSurface(washer, radius, noise, point);
    alter?.(point);
    const cover = coverage(point.distance, pixel);
    if (cover === 0) continue;
    shadeMetal(look, shot.light, point, shown);
    blend(canvas.data, index * 3, shown, cover);
  }
  return canvas;
}

function layWasher(look: WasherLook, shot: Shot): Washer {
  const random = shot.stream('pose');
  const closeness = between(random, 0.985, 1.015);
  return {
    look,
    x: FRAME / 2 + between(random, -10, 10),
    y: FRAME / 2 + between(random, -10, 10),
    angle: between(random, 0, 2 * Math.PI),
    outer: look.outer * closeness,
    inner: look.inner * closeness,
  };
}

function newPoint(): MetalPoint {
  const tint = new Float64Array(3);
  return { x: 0, y: 0, distance: 0, slopeX: 0, slopeY: 0, grainX: 0, grainY: 0, polish: 1, tint };
}

/** The sound surface: chamfers that fall away at both edges, turning marks, faint patches of handling. */
function turnedSurface(washer: Washer, radius: number, noise: Noise, point: MetalPoint): void {
  const { look } = washer;
  const outward = { x: point.x / radius, y: point.y / radius };
  const cos = Math.cos(washer.angle);
  const sin = Math.sin(washer.angle);
  const partX = cos * point.x + sin * point.y;
  const partY = cos * point.y - sin * point.x;
  // Around the ring a mark stays the same over about a tenth of a turn.
  const around = Math.atan2(partY, partX) * 1.6;
  const mark =
    noiseAt(noise, radius * look.pitch, around + 9) +
    0.7 * noiseAt(noise, radius * look.pitch * 2.7, around * 2);
  const fromOuter = washer.outer - radius;
  const fromInner = radius - washer.inner;
  const fall =
    smoothStep(look.chamfer + 0.6, look.chamfer - 0.6, fromInner) -
    smoothStep(look.chamfer + 0.6, look.chamfer - 0.6, fromOuter);
  const slope = 0.95 * fall + look.marks * mark * (1 - 0.6 * Math.abs(fall));
  point.distance = Math.max(-fromOuter, -fromInner) + 0.15 * noiseAt(noise, partX * 0.3, partY * 0.3);
  point.slopeX = slope * outward.x;
  point.slopeY = slope * outward.y;
  point.grainX = -outward.y;
  point.grainY = outward.x;
  point.polish = 1 - 0.5 * Math.abs(fall);
  const patch = 1 + 0.06 * cloudAt(noise, partX * 0.05, partY * 0.05) + 0.05 * mark;
  point.tint.fill(patch);
}

/** Metal that reflects the lamp in a fan across its grain, over a dull reflection of the room. */
function shadeMetal(look: WasherLook, light: Light, point: MetalPoint, out: Float64Array): void {
  const { grainX, grainY } = point;
  const along = point.slopeX * grainX + point.slopeY * grainY;
  const across = point.slopeX * -grainY + point.slopeY * grainX;
  const halfX = light.x / (1 + light.z);
  const halfY = light.y / (1 + light.z);
  const offAlong = halfX * grainX + halfY * grainY + along;
  const offAcross = halfX * -grainY + halfY * grainX + across;
  const spread = mix(0.5, 0.17, point.polish);
  const fan = Math.exp(-0.5 * ((offAlong / spread) ** 2 + (offAcross / 0.6) ** 2));
  // The room mirrors darker towards the horizon, so steep places are darker than level ones.
  const tilt = Math.hypot(along, across);
  const facing = clamp(1 - 0.9 * (point.slopeX * light.x + point.slopeY * light.y) - 0.18 * tilt, 0.15, 2);
  const level = (0.07 + 0.16 * light.ambient) * facing + look.shine * mix(0.3, 0.62, point.polish) * fan;
  for (let channel = 0; channel < 3; channel++)
    out[channel] = look.metal[channel]! * level * point.tint[channel]!;
}
