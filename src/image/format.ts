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
