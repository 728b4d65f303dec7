import { between, type Random } from '../random.ts';
import { cloudAt, type Noise, noiseAt, noiseFrom } from './noise.ts';
import { type Defect, defectStream, extentOf, type Shot } from './product.ts';
import { clamp, mix, type Point, smoothStep, toPath } from './shapes.ts';
import type { MetalPoint, Washer } from './washer-in-picture.ts';

/** The faults a washer can have, as names of folders. */
export const WASHER_DEFECTS: readonly string[] = ['scratch', 'dent', 'chip', 'burr', 'stain'];

type Alter = (point: MetalPoint) => void;

/** The change that a defect makes to the surface, somewhere on this washer. */
export function washerDefect(washer: Washer, defect: Defect, shot: Shot): Alter {
  const random = defectStream(shot, defect);
  const noise = noiseFrom(random);
  switch (defect.type) {
    case 'scratch':
      return scratch(washer, extentOf(defect, 10, 90), random);
    case 'dent':
      return dent(washer, extentOf(defect, 8, 26), random);
    case 'chip':
      return chip(washer, extentOf(defect, 9, 34), random, noise);
    case 'burr':
      return burr(washer, extentOf(defect, 8, 26), random, noise);
    default:
      return stain(washer, extentOf(defect, 9, 64), random, noise);
  }
}

/** A place on the flat of the ring, at least `margin` from its chamfers where the ring is wide enough. */
function onFace(washer: Washer, margin: number, random: Random): Point {
  const { outer, inner } = washer;
  const room = Math.min(margin + washer.look.chamfer, (outer - inner) / 2);
  const radius = between(random, inner + room, outer - room);
  const angle = between(random, 0, 2 * Math.PI);
  return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
}

/** A hairline groove with one bright and one dark flank along a slightly bent line. */
function scratch(washer: Washer, length: number, random: Random): Alter {
  const start = onFace(washer, 5, random);
  const bend = between(random, -0.6, 0.6);
  const towards = between(random, 0, 2 * Math.PI);
  const width = between(random, 0.45, 0.75) * (1 + length / 300);
  const depth = between(random, 0.45, 0.8);
  const path = Array.from({ length: 9 }, (_, step) => {
    const reach = (length * (step - 4)) / 8;
    const angle = towards + bend * (reach / length);
    return { x: start.x + reach * Math.cos(angle), y: start.y + reach * Math.sin(angle) };
  });
  const side = { x: -Math.sin(towards), y: Math.cos(towards) };
  return point => {
    const away = toPath(point.x, point.y, path);
    if (away > width * 2.2) return;
    const dx = point.x - start.x;
    const dy = point.y - start.y;
    const fade = smoothStep(1, 0.6, (2 * Math.hypot(dx, dy)) / length);
    const strength = smoothStep(width * 2.2, width * 0.3, away) * fade;
    const flank = clamp((dx * side.x + dy * side.y) / width, -1, 1);
    point.slopeX += depth * strength * flank * side.x;
    point.slopeY += depth * strength * flank * side.y;
    point.grainX = mix(point.grainX, -side.y, strength);
    point.grainY = mix(point.grainY, side.x, strength);
    scale(point, 1 + 0.3 * strength * (1 + flank));
  };
}

/** A round hollow, as wide as `width`, with a rim that is pushed up. */
function dent(washer: Washer, width: number, random: Random): Alter {
  const centre = onFace(washer, width / 2, random);
  const stretch = between(random, 0.75, 1);
  const angle = between(random, 0, Math.PI);
  const depth = between(random, 0.5, 0.75);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return point => {
    const dx = point.x - centre.x;
    const dy = point.y - centre.y;
    const radius = Math.hypot(cos * dx + sin * dy, (cos * dy - sin * dx) / stretch) / (width / 2);
    if (radius >= 1.2 || radius === 0) return;
    const wall = depth * Math.sin(Math.min(radius, 1) * Math.PI) - 0.5 * depth * rim(radius);
    const reach = Math.hypot(dx, dy);
    point.slopeX += (wall * dx) / reach;
    point.slopeY += (wall * dy) / reach;
    point.polish *= mix(0.35, 1, smoothStep(0.8, 1.2, radius));
    scale(point, mix(0.86, 1, smoothStep(0.5, 1.1, radius)));
  };
}

function rim(radius: number): number {
  return smoothStep(0.9, 1.05, radius) * smoothStep(1.2, 1.05, radius);
}

/** A bite out of the outer or the inner edge with a rough broken flank. */
function chip(washer: Washer, width: number, random: Random, noise: Noise): Alter {
  const edge = random() < 0.7 ? washer.outer : washer.inner;
  const angle = between(random, 0, 2 * Math.PI);
  const outwards = edge === washer.outer ? 0.12 : -0.12;
  const centre = {
    x: (edge + outwards * width) * Math.cos(angle),
    y: (edge + outwards * width) * Math.sin(angle),
  };
  return point => {
    const reach = Math.hypot(point.x - centre.x, point.y - centre.y);
    if (reach > width * 0.8 + 6) return;
    const ragged = noiseAt(noise, point.x * 0.16, point.y * 0.16) * width * 0.13;
    const bite = reach - width / 2 + ragged;
    point.distance = Math.max(point.distance, 1.6 - bite);
    const broken = smoothStep(1 + width * 0.16, width * 0.05, bite - 1.6);
    point.slopeX = mix(point.slopeX, 0.55 * noiseAt(noise, point.x * 0.3, point.y * 0.3), broken);
    point.slopeY = mix(point.slopeY, 0.55 * noiseAt(noise, point.x * 0.3 + 40, point.y * 0.3), broken);
    point.polish *= 1 - 0.9 * broken;
    scale(point, 1 - 0.25 * broken);
  };
}

/** A sliver of metal that the tool has left standing over the edge. */
function burr(washer: Washer, length: number, random: Random, noise: Noise): Alter {
  const edge = random() < 0.6 ? washer.outer : washer.inner;
  const outwards = edge === washer.outer ? 1 : -1;
  const angle = between(random, 0, 2 * Math.PI);
  const height = 2.5 + length * 0.13;
  return point => {
    const radius = Math.hypot(point.x, point.y);
    const turn = Math.atan2(point.y, point.x) - angle;
    const along = (Math.atan2(Math.sin(turn), Math.cos(turn)) * edge) / (length / 2);
    if (Math.abs(along) >= 1) return;
    const ragged = 1 + 0.5 * noiseAt(noise, along * length * 0.3, 3);
    const tooth = height * (1 - along * along) * ragged;
    const beyond = (radius - edge) * outwards;
    if (beyond < -2.5 || beyond > tooth + 2) return;
    point.distance = Math.min(point.distance, beyond - tooth);
    const lifted = smoothStep(-2.5, 0, beyond) * smoothStep(1, 0.7, Math.abs(along));
    point.slopeX = mix(point.slopeX, 0.5 * noiseAt(noise, point.x * 0.6, point.y * 0.6), lifted);
    point.slopeY = mix(point.slopeY, 0.5 * noiseAt(noise, point.x * 0.6 + 50, point.y * 0.6), lifted);
    point.polish *= 1 - 0.7 * lifted;
    scale(point, 1 + 0.12 * lifted);
  };
}

/** A brownish film of dried coolant, thin in the middle, with a dark rim where it dried last. */
function stain(washer: Washer, width: number, random: Random, noise: Noise): Alter {
  const centre = onFace(washer, width * 0.3, random);
  const dark = between(random, 0.2, 0.42);
  const stretch = between(random, 0.65, 1);
  const turn = between(random, 0, Math.PI);
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  return point => {
    const dx = point.x - centre.x;
    const dy = point.y - centre.y;
    const reach = Math.hypot(cos * dx + sin * dy, (cos * dy - sin * dx) / stretch) / (width / 2);
    if (reach > 1.4) return;
    const lobes = cloudAt(noise, (dx * 1.6) / width + 30, (dy * 1.6) / width + 30);
    const outline = reach - 0.9 + 0.45 * lobes;
    const film = smoothStep(0.12, -0.1, outline);
    const ring = film * smoothStep(-0.32, -0.02, outline);
    const loss = film * dark * (0.7 + 0.5 * lobes) + 0.22 * ring;
    point.polish *= 1 - 0.15 * film;
    point.tint[0]! *= 1 - clamp(loss * 0.75, 0, 0.9);
    point.tint[1]! *= 1 - clamp(loss, 0, 0.9);
    point.tint[2]! *= 1 - clamp(loss * 1.4, 0, 0.95);
  };
}

function scale(point: MetalPoint, factor: number): void {
  for (let channel = 0; channel < 3; channel++) point.tint[channel]! *= factor;
}
