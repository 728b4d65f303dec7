import type { Image } from '../image/image.ts';
import { between, normal, type Random } from '../random.ts';
import { type Canvas, pixelOf } from './canvas.ts';
import type { Light } from './light.ts';
import { clamp } from './shapes.ts';

/** What the camera adds to one picture. */
export interface Camera {
  /** Deviation of the lens blur in drawing units. */
  readonly blur: number;
  /** Light lost in the corners, 0 to 1. */
  readonly vignette: number;
  /** Noise of a black pixel and of a white one, in linear light. */
  readonly readNoise: number;
  readonly shotNoise: number;
}

/** A camera with natural scatter of focus and noise. */
export function cameraFrom(random: Random): Camera {
  return {
    blur: between(random, 0.5, 0.72),
    vignette: between(random, 0.06, 0.2),
    readNoise: between(random, 0.0012, 0.0028),
    shotNoise: between(random, 0.009, 0.017),
  };
}

/** Exposes a canvas: lamp falloff and vignette, lens blur, sensor noise, tone curve, 8 bits. */
export function photograph(canvas: Canvas, light: Light, camera: Camera, sensor: Random): Image {
  const lit = illuminate(canvas, light, camera.vignette);
  const blurred = blur(lit, canvas.sizePx, camera.blur / pixelOf(canvas));
  return { width: canvas.sizePx, height: canvas.sizePx, data: develop(blurred, camera, sensor) };
}

function illuminate(canvas: Canvas, light: Light, vignette: number): Float32Array {
  const size = canvas.sizePx;
  const lit = new Float32Array(canvas.data.length);
  for (let row = 0; row < size; row++) {
    const y = ((row + 0.5) / size) * 2 - 1;
    for (let column = 0; column < size; column++) {
      const x = ((column + 0.5) / size) * 2 - 1;
      const corner = 1 - vignette * 0.5 * (x * x + y * y);
      const gain = light.gain * corner * (1 + light.falloff * 0.5 * (x * light.x + y * light.y));
      const at = (row * size + column) * 3;
      for (let channel = 0; channel < 3; channel++)
        lit[at + channel] = canvas.data[at + channel]! * gain * light.tint[channel]!;
    }
  }
  return lit;
}

/** Gaussian blur of `[size, size, 3]`, deviation in pixels, cut at three deviations; edges are repeated. */
function blur(data: Float32Array, size: number, deviation: number): Float32Array {
  const kernel = gaussian(deviation);
  const rows = new Float32Array(data.length);
  convolve(data, rows, size, kernel, 3, size * 3);
  const both = new Float32Array(data.length);
  convolve(rows, both, size, kernel, size * 3, 3);
  return both;
}

function gaussian(deviation: number): Float32Array {
  const radius = Math.max(1, Math.ceil(3 * deviation));
  const weights = Float32Array.from({ length: 2 * radius + 1 }, (_, index) =>
    Math.exp(-((index - radius) ** 2) / (2 * deviation * deviation)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map(weight => weight / sum);
}

/** Convolves along one axis, whose neighbours are `step` apart; lines along the other axis are `stride` apart. */
function convolve(
  from: Float32Array,
  out: Float32Array,
  size: number,
  kernel: Float32Array,
  step: number,
  stride: number,
): void {
  const radius = kernel.length >> 1;
  for (let line = 0; line < size; line++) {
    for (let place = 0; place < size; place++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let tap = -radius; tap <= radius; tap++) {
        const at = line * stride + clamp(place + tap, 0, size - 1) * step;
        const weight = kernel[tap + radius]!;
        red += from[at]! * weight;
        green += from[at + 1]! * weight;
        blue += from[at + 2]! * weight;
      }
      const at = line * stride + place * step;
      out[at] = red;
      out[at + 1] = green;
      out[at + 2] = blue;
    }
  }
}

const TONES = 16384;
/** sRGB-like bytes of linear light in [0, 1], with a soft shoulder so that highlights do not clip hard. */
const toneOf = (light: number): number => 255 * ((light * 1.18) / (1 + light * 0.18)) ** (1 / 2.2);

function develop(light: Float32Array, camera: Camera, sensor: Random): Uint8Array {
  const tones = Float32Array.from({ length: TONES + 1 }, (_, index) => toneOf(index / TONES));
  const bytes = new Uint8Array(light.length);
  for (let index = 0; index < light.length; index++) {
    const signal = light[index]!;
    const deviation = camera.readNoise + camera.shotNoise * Math.sqrt(Math.max(signal, 0));
    const noisy = clamp(signal + deviation * normal(sensor), 0, 1);
    bytes[index] = Math.round(tones[Math.round(noisy * TONES)]!);
  }
  return bytes;
}
