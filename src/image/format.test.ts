import { describe, expect, test } from 'vitest';
import { encodeLayerPng, encodeMaskPng, encodePng } from './codec.ts';
import { bmpSize, detectFormat, hasPngEnd, plainPngSize } from './format.ts';

const latin = (text: string) => Uint8Array.from(text, character => character.charCodeAt(0));

test('formats are told by their first bytes', () => {
  expect(detectFormat(latin('\x89PNG\r\n\x1a\n....'))).toBe('PNG');
  expect(detectFormat(latin('\xff\xd8\xff\xe0........'))).toBe('JPEG');
  expect(detectFormat(latin('BM..........'))).toBe('BMP');
  expect(detectFormat(latin('RIFF....WEBPVP8 '))).toBe('WebP');
  expect(detectFormat(latin('II*\0........'))).toBe('TIFF');
  expect(detectFormat(latin('MM\0*........'))).toBe('TIFF');
  expect(detectFormat(latin('MM\0+........'))).toBe('TIFF'); // over 4 GB
});

test('anything else is not a picture', () => {
  for (const text of ['', 'B', 'GIF89a......', 'RIFF....WAVE', '<svg>', '%PDF-1.7']) {
    expect(detectFormat(latin(text))).toBeUndefined();
  }
});

test('the size of a BMP is read from its old and its new header, also with rows from the top', () => {
  const header = (size: number) => {
    const view = new DataView(new ArrayBuffer(26));
    view.setUint32(14, size, true);
    return view;
  };
  const old = header(12);
  old.setUint16(18, 640, true);
  old.setUint16(20, 480, true);
  expect(bmpSize(new Uint8Array(old.buffer))).toEqual({ width: 640, height: 480 });
  const current = header(40);
  current.setInt32(18, 70_000, true);
  current.setInt32(22, -3, true);
  expect(bmpSize(new Uint8Array(current.buffer))).toEqual({ width: 70_000, height: 3 });
  expect(bmpSize(new Uint8Array(25))).toBeUndefined();
});

test('a PNG without its end mark shows', () => {
  expect(hasPngEnd(latin('\x89PNG....IDAT....IEND\xaeB`\x82'))).toBe(true);
  expect(hasPngEnd(latin('\x89PNG....IDAT....'))).toBe(false);
});

describe('a PNG whose samples are its pixels', () => {
  const extents = { width: 30, height: 20 };
  const rgb = () => encodePng({ ...extents, data: new Uint8Array(30 * 20 * 3).fill(90) });

  test('is told by its chunks, also with a comment and a resolution', async () => {
    expect(plainPngSize(await rgb())).toEqual(extents);
    expect(plainPngSize(withChunk(await rgb(), 'tEXt'))).toEqual(extents);
    expect(plainPngSize(withChunk(await rgb(), 'pHYs'))).toEqual(extents);
  });

  test('is not one with opacity, in grey, with an orientation, an animation or anything unknown', async () => {
    const layer = await encodeLayerPng({ ...extents, data: new Uint8Array(30 * 20 * 4).fill(90) });
    const grey = await encodeMaskPng({ ...extents, data: new Uint8Array(30 * 20) });
    for (const other of [layer, grey]) expect(plainPngSize(other)).toBeUndefined();
    for (const chunk of ['eXIf', 'tRNS', 'acTL', 'iCCP', 'zTXt', 'IHDR', 'abCd'])
      expect(plainPngSize(withChunk(await rgb(), chunk))).toBeUndefined();
    for (const [at, value] of [
      [24, 16], // bits
      [28, 1], // interlaced
    ] as const) {
      const changed = Uint8Array.from(await rgb());
      changed[at] = value;
      expect(plainPngSize(changed)).toBeUndefined();
    }
  });

  test('is not one that is cut off anywhere, or goes on after its end', async () => {
    const whole = await rgb();
    for (let length = 0; length < whole.length; length++)
      expect(plainPngSize(whole.subarray(0, length))).toBeUndefined();
    expect(plainPngSize(Uint8Array.of(...whole, 0))).toBeUndefined();
  });
});

/** With one more chunk of four bytes after the header. */
function withChunk(png: Uint8Array, type: string): Uint8Array {
  const chunk = [[0, 0, 0, 4], latin(type), [1, 2, 3, 4], [0, 0, 0, 0]];
  return Uint8Array.of(...png.subarray(0, 33), ...chunk.flatMap(part => [...part]), ...png.subarray(33));
}
