import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { InspectError } from '../errors.ts';
import { decodeImage, encodeMaskPng, isImageName, readImage, readMask } from './codec.ts';

const PICTURES = fileURLToPath(new URL('../../test/fixtures/pictures/', import.meta.url));
const load = (name: string) => readFile(join(PICTURES, name));
const names = (await readdir(PICTURES)).filter(isImageName);

async function failure(work: Promise<unknown>): Promise<InspectError> {
  const reason = await work.then(
    () => expect.fail('expected a refusal'),
    (cause: unknown) => cause,
  );
  expect(reason).toBeInstanceOf(InspectError);
  return reason as InspectError;
}

test('refuses more than 200 megapixels, with what was found and the limit', async () => {
  const png = await encodeMaskPng({ width: 20_001, height: 10_000, data: new Uint8Array(20_001 * 10_000) });
  const { code, message } = await failure(decodeImage(png, 'huge.png'));
  expect(code).toBe('image_unreadable');
  expect(message).toContain('huge.png has 20001 x 10000 pixels (201 megapixels); expected at most 200');
  const bmp = Buffer.from(await load('rgb.bmp'));
  bmp.writeInt32LE(50_000, 18);
  bmp.writeInt32LE(-50_000, 22);
  expect((await failure(decodeImage(bmp, 'huge.bmp'))).message).toContain('50000 x 50000');
});

test.each(names)('refuses %s when three, five, seven or nine tenths of it are missing', async name => {
  const bytes = await load(name);
  // After the last pixel an EXIF block or a second page may follow; up to the pixels' end every cut must show.
  for (const share of [0.1, 0.3, 0.5, 0.7]) {
    const { code, message } = await failure(decodeImage(bytes.subarray(0, bytes.length * share), name));
    expect(code).toBe('image_unreadable');
    expect(message).toMatch(new RegExp(`^${name} `));
    expect(message).not.toMatch(/\n|Vips|vips|Error:|Input buffer/);
  }
});

test('refuses a PNG whose end mark is missing, because it was still being written', async () => {
  const bytes = await load('rgb.png');
  const { message } = await failure(decodeImage(bytes.subarray(0, -12), 'half.png'));
  expect(message).toContain('half.png is a PNG picture that is cut off or damaged (the end mark is missing)');
});

test('refuses a JPEG whose pixels are corrupt instead of guessing them', async () => {
  const bytes = Buffer.from(await load('rgb.jpg'));
  bytes.fill(0xff, bytes.length - 60, bytes.length - 40);
  expect((await failure(decodeImage(bytes, 'corrupt.jpg'))).message).toContain('Corrupt JPEG data');
});

test('refuses an empty file, a text file, a floating-point TIFF, each in words', async () => {
  expect((await failure(decodeImage(new Uint8Array(), 'a.png'))).message).toMatch(/^a\.png is empty/);
  const text = new TextEncoder().encode('Dear colleague, please find the photographs attached.');
  expect((await failure(decodeImage(text, 'b.png'))).message).toMatch(
    /^b\.png is not a picture.*expected PNG/,
  );
  expect((await failure(decodeImage(await load('float.tif'), 'c.tif'))).message).toContain(
    'samples of type float',
  );
  const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  expect((await failure(decodeImage(svg, 'd.png'))).code).toBe('image_unreadable');
});

test('refuses a missing file and a folder, by its path', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'codec-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'folder.png'));
  const missing = await failure(readImage(join(folder, 'none.png')));
  expect([missing.code, missing.message]).toEqual(['data_not_found', expect.stringContaining('none.png')]);
  const inFolder = await failure(readMask(join(folder, 'folder.png')));
  expect([inFolder.code, inFolder.message]).toEqual([
    'image_unreadable',
    expect.stringContaining('is a folder'),
  ]);
});

test('whatever bytes arrive, the answer is a picture of the stated size or an InspectError', async () => {
  const files = await Promise.all(names.map(load));
  const damage = fc.record({
    file: fc.nat(files.length - 1),
    keep: fc.double({ min: 0, max: 1.5, noNaN: true }),
    flips: fc.array(fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(255)), {
      maxLength: 6,
    }),
    tail: fc.uint8Array({ maxLength: 20 }),
  });
  const damaged = damage.map(({ file, keep, flips, tail }) => {
    const original = files[file]!;
    const bytes = Buffer.concat([original.subarray(0, Math.ceil(keep * original.length)), tail]);
    for (const [place, value] of flips) bytes[Math.floor(place * bytes.length)] = value;
    return bytes;
  });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof({ weight: 9, arbitrary: damaged }, fc.uint8Array({ maxLength: 200 })),
      async bytes => {
        const result = await decodeImage(bytes, 'fuzz').catch((cause: unknown) => cause);
        if (result instanceof InspectError) return result.code === 'image_unreadable';
        const { width, height, data } = result as { width: number; height: number; data: Uint8Array };
        return width > 0 && height > 0 && data.length === width * height * 3;
      },
    ),
    { numRuns: 600 },
  );
});
