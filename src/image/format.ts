/** The picture formats that are read, told apart by their first bytes. */
export type ImageFormat = 'PNG' | 'JPEG' | 'BMP' | 'TIFF' | 'WebP';

/** What a file of pixels is, by its content and not by its name; `undefined` for anything that is not read. */
export function detectFormat(bytes: Uint8Array): ImageFormat | undefined {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'PNG';
  if (head.startsWith('\xff\xd8\xff')) return 'JPEG';
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return 'WebP';
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) return 'TIFF';
  if (head.startsWith('BM')) return 'BMP';
  return undefined;
}

/** Width and height in pixels as a BMP's header states them, `undefined` where the header is cut off. */
export function bmpSize(bytes: Uint8Array): { readonly width: number; readonly height: number } | undefined {
  if (bytes.length < 26) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The oldest header (OS/2, 12 bytes) has 16-bit sizes; a negative height means that the top row comes first.
  if (view.getUint32(14, true) === 12)
    return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
}

/** Whether a PNG's end mark is there; without it the file was cut off, even where every pixel has arrived. */
export function hasPngEnd(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).lastIndexOf('IEND') > 0;
}

/** Chunks of a PNG that say nothing of what becomes of its samples. */
const PLAIN_CHUNKS: ReadonlySet<string> = new Set([
  'IHDR',
  'IDAT',
  'IEND',
  'pHYs',
  'sRGB',
  'gAMA',
  'cHRM',
  'tEXt',
  'tIME',
]);
const PNG_SIGNATURE = 8;
/** More would take longer to look through than they save. */
const MOST_CHUNKS = 2 ** 16;
/** 8 bits, RGB, and the only ways of compression, filtering and order that are not interlaced. */
const PLAIN_RGB = '8,2,0,0,0';

/**
 * Width and height of a PNG whose samples are its pixels: 8-bit RGB from top to bottom, without opacity, orientation,
 * animation or anything unknown. `undefined` for any other, and where a chunk is cut off.
 */
export function plainPngSize(
  bytes: Uint8Array,
): { readonly width: number; readonly height: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let from = PNG_SIGNATURE;
  let type = '';
  for (let chunk = 0; type !== 'IEND' && chunk < MOST_CHUNKS && from + 12 <= bytes.length; chunk++) {
    type = Buffer.from(bytes.subarray(from + 4, from + 8)).toString('latin1');
    if (!PLAIN_CHUNKS.has(type) || (type === 'IHDR') !== (from === PNG_SIGNATURE)) return undefined;
    from += 12 + view.getUint32(from);
  }
  const isWhole = type === 'IEND' && from === bytes.length;
  const isPlain = isWhole && bytes.subarray(24, 29).join() === PLAIN_RGB;
  return isPlain ? { width: view.getUint32(16), height: view.getUint32(20) } : undefined;
}
