import { between, type Random } from '../random.ts';
import type { Colour } from './canvas.ts';

/** The lamp of one picture. */
export interface Light {
  /** Unit vector towards the lamp; x to the right, y downwards, z towards the camera. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Share of the light that comes from everywhere, 0 to 1. */
  readonly ambient: number;
  /** Exposure, about 1. */
  readonly gain: number;
  /** Gain of red, green and blue: the lamp's colour temperature. */
  readonly tint: Colour;
  /** Loss of light from the lamp's side of the picture to the other, 0 to 1. */
  readonly falloff: number;
}

/** A lamp from any side, 35 to 55 degrees above the table, with natural scatter of exposure and colour. */
export function lightFrom(random: Random): Light {
  const azimuth = between(random, 0, 2 * Math.PI);
  const elevation = (between(random, 35, 55) * Math.PI) / 180;
  const warmth = between(random, -0.05, 0.05);
  return {
    x: Math.cos(azimuth) * Math.cos(elevation),
    y: Math.sin(azimuth) * Math.cos(elevation),
    z: Math.sin(elevation),
    ambient: between(random, 0.4, 0.6),
    gain: between(random, 0.86, 1.14),
    tint: [1 + warmth, 1, 1 - warmth],
    falloff: between(random, 0.05, 0.28),
  };
}

/** The same lamp as seen by a thing that lies turned by `angle` radians. */
export function turned(light: Light, angle: number): Light {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return { ...light, x: cos * light.x + sin * light.y, y: cos * light.y - sin * light.x };
}

/** Diffuse light on a surface that rises by `slopeX` and `slopeY`; 1 on a level one, never below the ambient share. */
export function diffuse(light: Light, slopeX: number, slopeY: number): number {
  const length = Math.sqrt(1 + slopeX * slopeX + slopeY * slopeY);
  const facing = (light.z - slopeX * light.x - slopeY * light.y) / length;
  return light.ambient + ((1 - light.ambient) * Math.max(facing, 0)) / light.z;
}

/** Mirror-like light towards the camera, 0 to 1; `width` is the spread of slopes that still shine. */
export function glint(light: Light, slopeX: number, slopeY: number, width: number): number {
  // A surface shines when its normal points half-way between lamp and camera, so when its slope is -halfway.
  const awayX = slopeX + light.x / (1 + light.z);
  const awayY = slopeY + light.y / (1 + light.z);
  return Math.exp(-(awayX * awayX + awayY * awayY) / (2 * width * width));
}
