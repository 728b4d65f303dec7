import type { FabricLook } from './fabric-in-picture.ts';
import { diffuse, glint, type Light } from './light.ts';
import { fixedAt, type Noise, noiseAt } from './noise.ts';
import { clamp, mix, smoothStep } from './shapes.ts';

/** What the threads of one picture have in common; `pixel` is the width of a pixel in pitches. */
export interface Weave {
  readonly look: FabricLook;
  readonly light: Light;
  readonly noise: Noise;
  readonly pixel: number;
}

/** One point of the weave; a defect rewrites it before it is shaded. */
export interface WeavePoint {
  /** Place in threads: warp threads are counted by u and run along v. */
  u: number;
  v: number;
  /** Half widths in pitches of the threads here; 0 where a thread is missing. */
  warpWidth: number;
  weftWidth: number;
  /** How far the weft thread has come up to the surface, 0 (as woven) to 1 (on top everywhere). */
  weftLift: number;
  /** Share of light that a film on the fabric swallows, for red, green and blue. */
  readonly loss: Float64Array;
}

/** A defect's two steps: threads are first displaced, then changed in width or shade. */
export interface WeaveChange {
  readonly bend: (point: WeavePoint) => void;
  readonly alter: (point: WeavePoint) => void;
}

/** One thread at one point. */
interface Strand {
  /** Its number, and 1 for warp or 2 for weft. */
  readonly index: number;
  readonly direction: 1 | 2;
  /** Place from its middle line, -1 to 1 from edge to edge, and along it in threads. */
  readonly across: number;
  readonly along: number;
  /** Fall of its bow over or under the other thread, and its height, 1 on top and -1 below. */
  readonly bow: number;
  readonly rise: number;
}

/** Writes the light from the higher of the two threads at a point, or from the ground between them, to `out`. */
export function shadeWeave(weave: Weave, point: WeavePoint, out: Float64Array): void {
  const { look, pixel } = weave;
  const warp = Math.floor(point.u);
  const weft = Math.floor(point.v);
  const offU = point.u - warp - 0.5;
  const offV = point.v - weft - 0.5;
  const here = passage(look, warp, weft);
  const woven = mix(here, passage(look, warp + Math.sign(offU), weft), crossing(offU));
  const warpRise = mix(here, passage(look, warp, weft + Math.sign(offV)), crossing(offV));
  const weftRise = mix(-woven, 1.4, point.weftLift);
  const warpTop = warpRise * 0.5 + roundness(offU, point.warpWidth) * 0.6;
  const weftTop = weftRise * 0.5 + roundness(offV, point.weftWidth) * 0.6;
  const onTop = smoothStep(-0.25, 0.25, warpTop - weftTop);
  const warpCover = threadCover(offU, point.warpWidth, pixel);
  const weftCover = threadCover(offV, point.weftWidth, pixel);
  const warpShare = warpCover * (1 - weftCover * (1 - onTop));
  const weftShare = weftCover * (1 - warpCover * onTop);
  const groundShare = (1 - warpCover) * (1 - weftCover);
  const warpStrand: Strand = {
    index: warp,
    direction: 1,
    across: offU / Math.max(point.warpWidth, 0.01),
    along: point.v,
    bow: offV * here,
    rise: warpRise,
  };
  const weftStrand: Strand = {
    index: weft,
    direction: 2,
    across: offV / Math.max(point.weftWidth, 0.01),
    along: point.u,
    bow: offU * -here * (1 - point.weftLift),
    rise: weftRise,
  };
  const warpLight = warpShare * strandLight(weave, warpStrand);
  const weftLight = weftShare * strandLight(weave, weftStrand);
  for (let channel = 0; channel < 3; channel++)
    out[channel] =
      look.warp[channel]! * warpLight + look.weft[channel]! * weftLight + look.ground[channel]! * groundShare;
}

/** 1 where warp thread `warp` passes over weft thread `weft`, -1 where it passes under. */
function passage(look: FabricLook, warp: number, weft: number): number {
  const [over, under] = look.pattern;
  return (warp + weft) % (over + under) < over ? 1 : -1;
}

/** From 0 in the middle of a crossing to 1/2 half-way to the next. */
function crossing(off: number): number {
  const t = Math.abs(off) * 2;
  return 0.5 * t * t;
}

/** Height of a round thread above its middle line, 1 on its ridge. */
function roundness(off: number, width: number): number {
  if (width <= 0) return -2;
  const share = Math.min(Math.abs(off) / width, 1);
  return Math.sqrt(1 - share * share);
}

function threadCover(off: number, width: number, pixel: number): number {
  return width > 0 ? clamp(0.5 + (width - Math.abs(off)) / pixel, 0, 1) : 0;
}

/** Light from one thread: round across, bowed along, twisted fibres, and dark where it dives under another. */
function strandLight({ look, light, noise }: Weave, strand: Strand): number {
  const { index, direction, rise } = strand;
  const side = clamp(strand.across, -1, 1);
  const slopeAcross = -1.1 * side;
  const slopeAlong = -1.3 * strand.bow;
  const slopeX = direction === 1 ? slopeAcross : slopeAlong;
  const slopeY = direction === 1 ? slopeAlong : slopeAcross;
  const twist = noiseAt(noise, strand.along * 5 + side * 1.6, index * 5.3 + side * 1.3 + direction * 31);
  const depth = mix(0.42, 1, smoothStep(-1, 0.9, rise)) * (1 - 0.45 * side * side);
  const own = 1 + look.shade * fixedAt(noise, index, 2 + direction) + look.fibre * twist;
  const shine = look.shine * glint(light, slopeX, slopeY, 0.3);
  return depth * (own * diffuse(light, slopeX, slopeY) + shine);
}
