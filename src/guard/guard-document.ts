import type { InputGuardDocument } from '../schemas/input-guard.ts';
import type { InputGuard } from './input-guard.ts';

/** The guard as `input_guard.json` records it. */
export function guardToDocument({
  pictures,
  requestedRate,
  rate,
  size,
  limits,
  reference,
}: InputGuard): InputGuardDocument {
  const bytes = Buffer.alloc(4 * reference.length);
  reference.forEach((level, at) => {
    bytes.writeFloatLE(level, 4 * at);
  });
  return {
    pictures,
    requested_rate: requestedRate,
    rate,
    size: {
      min_width: size.width[0],
      max_width: size.width[1],
      min_height: size.height[0],
      max_height: size.height[1],
      min_aspect: size.aspect[0],
      max_aspect: size.aspect[1],
    },
    limits: { ...limits },
    reference: bytes.toString('base64'),
  };
}

/** The guard of an `input_guard.json`. */
export function guardFromDocument({
  pictures,
  requested_rate,
  rate,
  size,
  limits,
  reference,
}: InputGuardDocument): InputGuard {
  const bytes = Buffer.from(reference, 'base64');
  return {
    pictures,
    requestedRate: requested_rate,
    rate,
    size: {
      width: [size.min_width, size.max_width],
      height: [size.min_height, size.max_height],
      aspect: [size.min_aspect, size.max_aspect],
    },
    limits,
    reference: Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) =>
      bytes.readFloatLE(4 * at),
    ),
  };
}
