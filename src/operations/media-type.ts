import { detectFormat } from '../image/format.ts';

const TYPES = {
  PNG: 'image/png',
  JPEG: 'image/jpeg',
  BMP: 'image/bmp',
  TIFF: 'image/tiff',
  WebP: 'image/webp',
} as const;

/** The media type of a picture file by its content, whatever its name. */
export function mediaTypeOf(bytes: Uint8Array): string {
  const format = detectFormat(bytes);
  return format ? TYPES[format] : 'application/octet-stream';
}
