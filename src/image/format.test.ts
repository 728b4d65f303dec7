import { expect, test } from 'vitest';
import { bmpSize, detectFormat, hasPngEnd } from './format.ts';

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
