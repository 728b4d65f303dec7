import { between } from '../random.ts';
import { type Canvas, createCanvas, FRAME, pixelOf } from './canvas.ts';
import { FABRIC_DEFECTS, fabricDefect } from './fabric-defects.ts';
import type { Cloth, FabricLook } from './fabric-in-picture.ts';
import { turned } from './light.ts';
import { cloudAt, fixedAt, type Noise, noiseAt, noiseFrom } from './noise.ts';
import type { Defect, Product, Shot } from './product.ts';
import { shadeWeave, type WeavePoint } from './weave.ts';

/** A two-thread weave under a lamp at a low angle. */
export function fabricProduct(look: FabricLook): Product {
  return { defectTypes: FABRIC_DEFECTS, draw: (shot, defect) => drawFabric(look, shot, defect) };
}

function drawFabric(look: FabricLook, shot: Shot, defect: Defect | undefined): Canvas {
  const cloth = layCloth(look, shot);
  const noise = noiseFrom(shot.stream('threads'));
  const change = defect && fabricDefect(cloth, defect, shot);
  const light = turned(shot.light, cloth.angle);
  const canvas = createCanvas(shot.sizePx);
  const pixel = pixelOf(canvas);
  const point: WeavePoint = {
    u: 0,
    v: 0,
    warpWidth: 0,
    weftWidth: 0,
    weftLift: 0,
    loss: new Float64Array(3),
  };
  const out = new Float64Array(3);
  for (let index = 0; index < shot.sizePx * shot.sizePx; index++) {
    const x = ((index % shot.sizePx) + 0.5) * pixel;
    const y = (Math.floor(index / shot.sizePx) + 0.5) * pixel;
    toThreads(cloth, x, y, noise, point);
    change?.bend(point);
    widths(look, noise, point);
    change?.alter(point);
    shadeWeave({ look, light, noise, pixel: pixel / look.pitch }, point, out);
    const ripple = 1 + 0.05 * cloudAt(noise, x * 0.012, y * 0.012);
    for (let channel = 0; channel < 3; channel++)
      canvas.data[index * 3 + channel] = out[channel]! * ripple * (1 - point.loss[channel]!);
  }
  return canvas;
}

function layCloth(look: FabricLook, shot: Shot): Cloth {
  const random = shot.stream('pose');
  return {
    look,
    angle: between(random, -0.05, 0.05),
    shear: between(random, -0.03, 0.03),
    // Whole numbers of threads do not matter, but the floor of a negative number would.
    shiftU: 1000 + between(random, 0, 12),
    shiftV: 1000 + between(random, 0, 12),
  };
}

/** Where a place of the picture lies in the weave, with the slow drift that threads have on a loom. */
function toThreads(cloth: Cloth, x: number, y: number, noise: Noise, point: WeavePoint): void {
  const dx = (x - FRAME / 2) / cloth.look.pitch;
  const dy = (y - FRAME / 2) / cloth.look.pitch;
  const cos = Math.cos(cloth.angle);
  const sin = Math.sin(cloth.angle);
  const u = cos * dx + sin * dy + cloth.shear * dy;
  const v = cos * dy - sin * dx;
  const drift = cloth.look.unevenness;
  point.u = u + cloth.shiftU + 1.6 * drift * noiseAt(noise, u * 0.11, v * 0.07);
  point.v = v + cloth.shiftV + 1.6 * drift * noiseAt(noise, u * 0.07 + 50, v * 0.11);
  point.weftLift = 0;
  point.loss.fill(0);
}

function widths(look: FabricLook, noise: Noise, point: WeavePoint): void {
  const warp = Math.floor(point.u);
  const weft = Math.floor(point.v);
  const vary = look.unevenness;
  const own = 0.5 * vary;
  point.warpWidth =
    look.fullness * (1 + own * fixedAt(noise, warp, 1) + vary * noiseAt(noise, point.v * 0.35, warp * 3.7));
  point.weftWidth =
    look.fullness *
    (1 + own * fixedAt(noise, weft, 2) + vary * noiseAt(noise, point.u * 0.35, weft * 3.7 + 60));
}
