import { InspectError } from '../errors.ts';
import type { ImageFormat } from './format.ts';

/** @throws InspectError `image_unreadable` for a picture of more than `mostPixels`. */
export function refuseOversized(width: number, height: number, name: string, mostPixels: number): void {
  if (width * height <= mostPixels) return;
  const found = Math.ceil((width * height) / 1e6);
  throw unreadable(
    name,
    `has ${width} x ${height} pixels (${found} megapixels); expected at most ${mostPixels / 1e6} megapixels`,
  );
}

/** A file that ends too early or does not decode. */
export function damaged(name: string, format: ImageFormat, cause: unknown): InspectError {
  const message = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
  // What the decoders say before they come to the point, which means nothing to a user.
  const reason = message.replace(/^(Input buffer [a-z ]+(: |:?$)|Decode image failed |\w+: )+/, '').trim();
  const found = `is a ${format} picture that is cut off or damaged (${reason || 'its header cannot be read'})`;
  return unreadable(
    name,
    `${found}; expected a complete file. Copy it from the camera again, or leave it out`,
    cause,
  );
}

/** A file that is not a picture as it is expected. */
export function unreadable(name: string, found: string, cause?: unknown): InspectError {
  return new InspectError('image_unreadable', `${name} ${found}.`, cause === undefined ? {} : { cause });
}
