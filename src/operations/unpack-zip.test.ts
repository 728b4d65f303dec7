import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ZipMember, zipBytes } from '../../test/fixtures/zip-bytes.ts';
import { unpackZip } from './unpack-zip.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'inspectai-zip-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const LIMITS = { files: 5, fileBytes: 3_000_000, totalBytes: 5_000_000, reserveBytes: 0 };
const content = Buffer.from('not looked at here');
let count = 0;

async function unpack(archive: Uint8Array, limits = LIMITS, signal?: AbortSignal) {
  const folder = join(root, `${++count}`);
  const path = `${folder}.zip`;
  await writeFile(path, archive);
  const unpacked = await unpackZip(path, folder, limits, signal);
  return { folder, unpacked };
}

test('pictures come out with their folders, and what is no picture is left out', async () => {
  const { folder, unpacked } = await unpack(
    zipBytes([
      { name: 'train/', content: Buffer.alloc(0), method: 0, mode: 0o040755 },
      { name: 'train/good/a.png', content },
      { name: 'test/Öl/b.JPG', content: Buffer.from('other'), method: 0 },
      { name: 'read me.txt', content },
      { name: '__MACOSX/._a.png', content },
    ]),
  );
  expect(unpacked).toEqual({ pictures: 2, bytes: content.length + 5, ignored: 2 });
  expect(await readFile(join(folder, 'train/good/a.png'))).toEqual(content);
  expect(await readFile(join(folder, 'test/Öl/b.JPG'), 'utf8')).toBe('other');
});

describe('a hostile archive is refused as a whole, and nothing is written:', () => {
  const zeros = Buffer.alloc(2_000_000);
  const one = (member: Partial<ZipMember>) => [
    { name: 'first.png', content },
    { name: 'a.png', content, ...member },
  ];
  test.each<[string, readonly ZipMember[], RegExp]>([
    ['a name that climbs', one({ name: '../a.png' }), /leads out of its folder/],
    ['a name that climbs from inside', one({ name: 'good/../../a.png' }), /leads out/],
    ['an absolute name', one({ name: '/etc/a.png' }), /absolute path/],
    ['a drive', one({ name: 'C:a.png' }), /absolute path/],
    ['backslashes', one({ name: '..\\a.png' }), /backslash/],
    ['a NUL', one({ name: 'a.png\0.txt' }), /control characters/],
    ['a name turned round', one({ name: 'a\u202egnp.png' }), /control characters/],
    ['an empty part', one({ name: 'good//a.png' }), /no plain path/],
    ['a deep name', one({ name: '1/2/3/4/5/a.png' }), /4 folders deep/],
    ['a long name', one({ name: `${'x'.repeat(200)}.png` }), /120 bytes/],
    ['a name that is not UTF-8', one({ name: Buffer.from([0xe4, 0x2e, 0x70, 0x6e, 0x67]) }), /not UTF-8/],
    ['a link', one({ mode: 0o120777, content: Buffer.from('/etc/passwd') }), /link or device/],
    ['encryption', one({ flags: 0x801 }), /encrypted/],
    ['another method', one({ method: 12 }), /method 12/],
    ['a bomb', one({ content: zeros }), /times its size/],
    ['a large file', one({ method: 0, content: Buffer.alloc(3_000_001) }), /4 MB; the most is 3 MB/],
    [
      'too many pictures',
      Array.from({ length: 6 }, (_, at) => ({ name: `${at}.png`, content })),
      /more than 5/,
    ],
    [
      'too many entries',
      Array.from({ length: 11 }, (_, at) => ({ name: `${at}.txt`, content })),
      /10 entries/,
    ],
    [
      'too much in all',
      ['a', 'b', 'c'].map(name => ({ name: `${name}.png`, content: zeros, method: 0 })),
      /more than 5 MB/,
    ],
    ['the same name twice', one({ name: 'FIRST.png' }), /twice/],
  ])('%s', async (_, members, message) => {
    const error = await unpack(zipBytes(members)).catch(cause => cause);
    expect(error).toMatchObject({ code: 'data_invalid', message: expect.stringMatching(message) });
    await expect(readdir(join(root, `${count}`))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test.each<[string, Partial<ZipMember>, RegExp]>([
    ['more in it than it says', { content: zeros, statedSize: 10 }, /cannot be read/],
    ['less in it than it says', { statedSize: 900_000 }, /cannot be read/],
    ['a wrong checksum', { statedCrc: 1 }, /checksum of "a.png"/],
  ])('a file with %s', async (_, member, message) => {
    await expect(unpack(zipBytes([{ name: 'a.png', content, ...member }]))).rejects.toMatchObject({
      code: 'data_invalid',
      message: expect.stringMatching(message),
    });
  });

  test('what is no archive, or half of one', async () => {
    const whole = zipBytes([{ name: 'a.png', content }]);
    for (const bytes of [Buffer.from('PK\x03\x04 and nothing else'), whole.subarray(0, whole.length - 30)])
      await expect(unpack(bytes)).rejects.toMatchObject({ code: 'data_invalid' });
  });
});

test('an archive for which the disk has no room is refused before anything is written', async () => {
  const limits = { ...LIMITS, reserveBytes: Number.MAX_SAFE_INTEGER };
  await expect(unpack(zipBytes([{ name: 'a.png', content }]), limits)).rejects.toMatchObject({
    code: 'storage_full',
  });
});
