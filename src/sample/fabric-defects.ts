import { between, type Random } from '../random.ts';
import { FRAME } from './canvas.ts';
import type { Cloth } from './fabric-in-picture.ts';
import { cloudAt, fixedAt, type Noise, noiseAt, noiseFrom } from './noise.ts';
import { type Defect, defectStream, extentOf, type Shot } from './product.ts';
import { smoothStep } from './shapes.ts';
import type { WeaveChange, WeavePoint } from './weave.ts';

/** The faults a fabric can have, as names of folders. */
export const FABRIC_DEFECTS: readonly string[] = ['broken_thread', 'thick_thread', 'hole', 'oil_stain'];

/** A place in the weave, in threads, and the size of a defect there. */
interface Spot {
  readonly u: number;
  readonly v: number;
  readonly extent: number;
}

/** The change that a defect makes to the weave, somewhere in the picture. */
export function fabricDefect(cloth: Cloth, defect: Defect, shot: Shot): WeaveChange {
  const random = defectStream(shot, defect);
  const noise = noiseFrom(random);
  // On a coarse weave anything smaller than a thread or two would not be seen.
  const { pitch } = cloth.look;
  switch (defect.type) {
    case 'broken_thread':
      return brokenThread(spotOn(cloth, extentOf(defect, Math.max(9, 2.2 * pitch), 120), random));
    case 'thick_thread':
      return thickThread(
        spotOn(cloth, extentOf(defect, Math.max(16, 2 * pitch), 120), random),
        between(random, 1.7, 2.3),
        noise,
      );
    case 'hole':
      return hole(
        spotOn(cloth, extentOf(defect, Math.max(8, 1.5 * pitch), 44), random),
        between(random, 0.7, 1),
        noise,
      );
    default:
      return oilStain(spotOn(cloth, extentOf(defect, 12, 84), random), between(random, 0.38, 0.58), noise);
  }
}

/** A spot far enough from the border for most of the defect to be seen. */
function spotOn(cloth: Cloth, extentUnits: number, random: Random): Spot {
  const room = FRAME / 2 - Math.min(extentUnits / 2 + 10, FRAME / 3);
  return {
    u: cloth.shiftU + between(random, -room, room) / cloth.look.pitch,
    v: cloth.shiftV + between(random, -room, room) / cloth.look.pitch,
    extent: extentUnits / cloth.look.pitch,
  };
}

function unchanged(): void {}

/** A warp thread that is missing over a stretch; its two neighbours close in on the gap. */
function brokenThread(spot: Spot): WeaveChange {
  const warp = Math.floor(spot.u);
  const half = spot.extent / 2;
  return {
    bend: point => {
      const away = point.u - warp - 0.5;
      const along = (point.v - spot.v) / half;
      if (Math.abs(along) >= 1 || Math.abs(away) > 1.5 || Math.abs(away) < 0.4) return;
      // Looking further out shows the neighbour nearer in.
      point.u += Math.sign(away) * 0.2 * (1 - along * along) * smoothStep(1.5, 0.5, Math.abs(away));
    },
    alter: point => {
      const along = Math.abs(point.v - spot.v);
      if (Math.floor(point.u) !== warp || along >= half) return;
      // The torn ends taper over about half a thread.
      point.warpWidth *= smoothStep(half - 0.8, half, along);
    },
  };
}

/** A slub: one weft thread that swells over a stretch, lies on top and pushes its neighbours aside. */
function thickThread(spot: Spot, swelling: number, noise: Noise): WeaveChange {
  const middle = Math.floor(spot.v) + 0.5;
  const half = spot.extent / 2;
  const reach = 2.2;
  const bump = (u: number) => {
    const along = (u - spot.u) / half;
    if (Math.abs(along) >= 1) return 0;
    return (1 - along * along) * (1 + 0.25 * noiseAt(noise, u * 0.6, 7));
  };
  return {
    bend: point => {
      const edge = 0.5 * (1 + (swelling - 1) * bump(point.u));
      const away = Math.abs(point.v - middle);
      if (edge <= 0.5 || away >= reach) return;
      // Inside the slub the thread is stretched; outside, its neighbours are squeezed up to `reach`.
      const from =
        away <= edge ? (0.5 * away) / edge : 0.5 + ((away - edge) / (reach - edge)) * (reach - 0.5);
      point.v = middle + Math.sign(point.v - middle) * from;
    },
    alter: point => {
      const strength = bump(point.u);
      if (strength === 0 || Math.abs(point.v - middle) >= 0.5) return;
      point.weftWidth *= 1 + 0.12 * strength;
      point.weftLift = smoothStep(0.1, 0.6, strength);
    },
  };
}

/** A ragged hole: the threads end at different lengths, thinning out, and those around are pushed apart a little. */
function hole(spot: Spot, stretch: number, noise: Noise): WeaveChange {
  const radius = spot.extent / 2;
  const reach = radius + 0.6;
  return {
    bend: point => {
      const away = Math.hypot(point.u - spot.u, point.v - spot.v);
      if (away >= reach || away === 0) return;
      // What is seen at `away` lay nearer to the middle before the fabric was pushed open.
      const pull = 1 - 0.14 * smoothStep(reach, radius * 0.7, away);
      point.u = spot.u + (point.u - spot.u) * pull;
      point.v = spot.v + (point.v - spot.v) * pull;
    },
    alter: point => {
      const away = Math.hypot(point.u - spot.u, (point.v - spot.v) / stretch);
      if (away >= reach) return;
      const open = radius * (0.8 + 0.25 * noiseAt(noise, point.u * 0.35, point.v * 0.35));
      const fray = 0.35 + 0.12 * radius;
      const warpEnd = open + fray * fixedAt(noise, Math.floor(point.u), 5);
      const weftEnd = open + fray * fixedAt(noise, Math.floor(point.v), 6);
      point.warpWidth *= smoothStep(warpEnd - 0.9, warpEnd + 0.1, away);
      point.weftWidth *= smoothStep(weftEnd - 0.9, weftEnd + 0.1, away);
    },
  };
}

/** Oil that has soaked in: darker and yellower, creeping along the threads, with a soft rim. */
function oilStain(spot: Spot, strength: number, noise: Noise): WeaveChange {
  const radius = spot.extent / 2;
  const alter = (point: WeavePoint) => {
    const du = point.u - spot.u;
    const dv = point.v - spot.v;
    const away = Math.hypot(du, dv) / radius;
    if (away >= 1.4) return;
    const ragged = 0.42 * cloudAt(noise, du * (0.9 / radius) + 20, dv * (0.9 / radius) + 20);
    const creep = 0.06 * (fixedAt(noise, Math.floor(point.u), 7) + fixedAt(noise, Math.floor(point.v), 8));
    const film = smoothStep(1.02, 0.72, away + ragged + creep);
    const loss = strength * film * (0.8 + 0.3 * ragged);
    point.loss[0] = loss * 0.9;
    point.loss[1] = loss;
    point.loss[2] = Math.min(loss * 1.2, 1);
  };
  return { bend: unchanged, alter };
}
