import { type Canvas, type Pose, pixelOf, stamp } from './canvas.ts';
import { diffuse, glint, type Light, turned } from './light.ts';
import { type Noise, noiseAt } from './noise.ts';
import { coverage, smoothStep, toBox } from './shapes.ts';

/** A box or a disc with rounded edges that is seen from above; lengths in drawing units. */
export interface Solid {
  readonly halfWidth: number;
  readonly halfHeight: number;
  /** Radius of the corners; the smaller half makes a disc or a capsule. */
  readonly corner: number;
  /** Width of the rounded edge. */
  readonly bevel: number;
  readonly material: Material;
}

/** How a surface looks. */
export interface Material {
  /** Linear light, red first. */
  readonly colour: ArrayLike<number>;
  /** Strength of mirror-like light and the spread of slopes that shine. */
  readonly gloss: number;
  readonly spread: number;
  /** Strength of the fine texture, 0 to 1. */
  readonly grain: number;
}

/** Paints a solid at a pose, lit by the lamp of the picture. */
export function paintSolid(canvas: Canvas, pose: Pose, solid: Solid, light: Light, noise: Noise): void {
  const pixel = pixelOf(canvas);
  const lamp = turned(light, pose.angle);
  const { halfWidth, halfHeight, corner, bevel, material } = solid;
  const shift = pose.x * 0.37 + pose.y * 0.61;
  stamp(canvas, pose, halfWidth, halfHeight, (x, y, out) => {
    const distance = toBox(x, y, halfWidth, halfHeight, corner);
    const cover = coverage(distance, pixel);
    if (cover === 0) return 0;
    const fall = Math.max(0, Math.min(1, 1 + distance / bevel)) * 1.1;
    const outX = Math.max(Math.abs(x) - halfWidth + Math.max(corner, bevel), 0) * Math.sign(x);
    const outY = Math.max(Math.abs(y) - halfHeight + Math.max(corner, bevel), 0) * Math.sign(y);
    const reach = Math.hypot(outX, outY) || 1;
    const rough = material.grain * noiseAt(noise, x * 0.7 + shift, y * 0.7 + shift);
    shadeMaterial(material, lamp, (-fall * outX) / reach, (-fall * outY) / reach, rough, out);
    return cover;
  });
}

/** Darkens what lies beside a solid that stands `height` above it, away from the lamp and close around it. */
export function paintShadow(canvas: Canvas, pose: Pose, solid: Solid, height: number, light: Light): void {
  const lamp = turned(light, pose.angle);
  const throwX = (-height * lamp.x) / lamp.z;
  const throwY = (-height * lamp.y) / lamp.z;
  const soft = 1 + height * 0.5;
  const reach = height * 1.5 + soft;
  const { halfWidth, halfHeight, corner } = solid;
  stamp(canvas, pose, halfWidth + reach, halfHeight + reach, (x, y, out) => {
    const cast = toBox(
      x - throwX * 0.5,
      y - throwY * 0.5,
      halfWidth + height * 0.2,
      halfHeight + height * 0.2,
      corner,
    );
    const contact = toBox(x, y, halfWidth, halfHeight, corner);
    out.fill(0);
    return (
      0.55 * smoothStep(soft, -soft, cast) * (1 - 0.6 * lamp.ambient) + 0.3 * smoothStep(soft, 0, contact)
    );
  });
}

/** Writes the light from a material that rises by `slopeX`, `slopeY` to `out`; `rough` adds to its texture. */
export function shadeMaterial(
  material: Material,
  lamp: Light,
  slopeX: number,
  slopeY: number,
  rough: number,
  out: Float64Array,
): void {
  const level = diffuse(lamp, slopeX, slopeY) * (1 + rough);
  const shine = material.gloss * glint(lamp, slopeX + rough * 0.3, slopeY - rough * 0.3, material.spread);
  for (let channel = 0; channel < 3; channel++) out[channel] = material.colour[channel]! * level + shine;
}
