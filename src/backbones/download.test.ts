import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytes,
  CONTENT,
  download,
  hashAt,
  hashOf,
  SHA256,
  scene,
  temporaryFolder,
} from '../../test/fixtures/download-scene.ts';
import { sendFile, startFileServer } from '../../test/fixtures/file-server.ts';

describe('downloadFile', () => {
  it('writes the file, reports progress and leaves nothing beside it', async () => {
    const { url, path, folder } = await scene([{}]);
    const seen: { doneBytes: number; totalBytes: number | undefined }[] = [];
    const file = await download({ url, path, expectedSha256: SHA256, onProgress: step => seen.push(step) });
    expect(file).toEqual({ sizeBytes: CONTENT.length, sha256: SHA256 });
    expect(await hashAt(path)).toBe(SHA256);
    expect(seen.at(-1)).toEqual({ doneBytes: CONTENT.length, totalBytes: CONTENT.length });
    expect(await readdir(folder)).toEqual(['weights.bin']);
  });

  it('creates missing folders and accepts an upper-case hash', async () => {
    const { url, folder } = await scene([{}]);
    const path = join(folder, 'a', 'b', 'weights.bin');
    await download({ url, path, expectedSha256: SHA256.toUpperCase() });
    expect(await hashAt(path)).toBe(SHA256);
  });

  it('writes an empty file', async () => {
    const { url, path } = await scene([{}], Buffer.alloc(0));
    expect(await download({ url, path })).toEqual({ sizeBytes: 0, sha256: hashOf(Buffer.alloc(0)) });
    expect(await readFile(path)).toHaveLength(0);
  });

  it('goes on in a later call after the tries ran out', async () => {
    const { url, path, folder, server } = await scene([
      { etag: '"a"', cutAfterBytes: 70_000 },
      { etag: '"a"' },
    ]);
    await expect(download({ url, path, retries: 0 })).rejects.toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining('broke off after 70000 of 300000 bytes'),
    });
    expect(await readdir(folder)).toEqual(['weights.bin.part', 'weights.bin.part.json']);
    await download({ url, path });
    expect(server.requests.at(-1)?.range).toBe('bytes=70000-');
    expect(await readdir(folder)).toEqual(['weights.bin']);
  });

  it.each(['', '{', 'null', '{"url":1}'])('starts again when the sidecar holds "%s"', async sidecar => {
    const { url, path, folder } = await scene([{ etag: '"a"' }]);
    await writeFile(join(folder, 'weights.bin.part'), bytes(400_000, 3));
    await writeFile(join(folder, 'weights.bin.part.json'), sidecar);
    await download({ url, path });
    expect(await hashAt(path)).toBe(SHA256);
  });

  it('deletes the part and names both hashes when the content is another one', async () => {
    const { url, path, folder } = await scene([{ etag: '"a"' }]);
    const wanted = '0'.repeat(64);
    const failing = download({ url, path, expectedSha256: wanted });
    await expect(failing).rejects.toMatchObject({ code: 'download_failed' });
    await expect(failing).rejects.toThrow(new RegExp(`${SHA256}.*${wanted}`));
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps the old file when the new one is wrong', async () => {
    const { url, path } = await scene([{}]);
    await writeFile(path, 'old');
    await expect(download({ url, path, expectedSizeBytes: 5 })).rejects.toThrow(
      'found 300000 bytes, expected 5',
    );
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  it('refuses a body that is longer than expected', async () => {
    const { url, path, folder } = await scene([{ chunked: true }]);
    await expect(download({ url, path, expectedSizeBytes: 200_000 })).rejects.toThrow(
      /more than the 200000 bytes/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not take a reply that ends before the promised length for the file', async () => {
    const { url, path } = await scene(
      Array(9).fill({ cutAfterBytes: 300_000, headers: { 'content-length': '400000' } }),
    );
    await expect(download({ url, path, retries: 2 })).rejects.toMatchObject({ code: 'download_failed' });
    expect(existsSync(path)).toBe(false);
  });

  it('does not take a short chunked reply for the file', async () => {
    const { url, path } = await scene(Array(9).fill({ chunked: true }));
    await expect(download({ url, path, expectedSizeBytes: 300_001, retries: 2 })).rejects.toThrow(
      '300000 of 300001 bytes',
    );
    expect(existsSync(path)).toBe(false);
  });

  it('keeps the part when it is aborted, and goes on from there', async () => {
    const { url, path, folder, server } = await scene([
      { etag: '"a"', stallAfterBytes: 60_000 },
      { etag: '"a"' },
    ]);
    const abort = new AbortController();
    const onProgress = ({ doneBytes }: { doneBytes: number }) => doneBytes === 60_000 && abort.abort();
    await expect(download({ url, path, signal: abort.signal, onProgress })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await readdir(folder)).toEqual(['weights.bin.part', 'weights.bin.part.json']);
    await download({ url, path, expectedSha256: SHA256 });
    expect(server.requests.at(-1)?.range).toBe('bytes=60000-');
    expect(await hashAt(path)).toBe(SHA256);
  });

  it('starts nothing when the signal is aborted already', async () => {
    const { url, path, server } = await scene([{}]);
    await expect(download({ url, path, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(server.requests).toHaveLength(0);
  });

  it('lets one of two downloads of the same file work and tells the other', async () => {
    const { url, path } = await scene([{ etag: '"a"', stallAfterBytes: 1_000 }, { etag: '"a"' }]);
    const results = await Promise.allSettled([
      download({ url, path, stallTimeoutMs: 300 }),
      download({ url, path, stallTimeoutMs: 300 }),
    ]);
    const refused = results.find(result => result.status === 'rejected');
    expect(results.filter(result => result.status === 'fulfilled')).toHaveLength(1);
    expect(refused?.reason).toMatchObject({
      code: 'locked',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    expect(await hashAt(path)).toBe(SHA256);
  });

  it('refuses a folder and a file in the place of a folder', async () => {
    const { url, path, folder, server } = await scene([{}]);
    await mkdir(path);
    await expect(download({ url, path })).rejects.toMatchObject({ code: 'storage_denied' });
    await writeFile(join(folder, 'file'), '');
    await expect(download({ url, path: join(folder, 'file', 'x') })).rejects.toMatchObject({
      code: 'storage_denied',
    });
    expect(server.requests).toHaveLength(0);
  });

  it.skipIf(!existsSync('/dev/full'))('says so when the disk is full', async () => {
    const { url, path } = await scene([{}]);
    await symlink('/dev/full', `${path}.part`);
    await expect(download({ url, path })).rejects.toMatchObject({ code: 'storage_full' });
    expect(existsSync(path)).toBe(false);
  });

  it('ends in the right bytes after any sequence of cuts, faults, bad manners and restarts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), fileSize, async (steps, size) => {
        const content = bytes(size, size);
        const { url, path, folder } = await scene([...steps, { etag: '"a"' }, { etag: '"a"' }], content);
        const retries = steps.length % 3; // some sequences need several calls, as after a restart
        const options = { url, path, retries, expectedSizeBytes: size, expectedSha256: hashOf(content) };
        for (let call = 0; call < 12 && !existsSync(path); call++) {
          await download(options).catch(onlyFailedDownloads);
        }
        expect(await hashAt(path)).toBe(hashOf(content));
        expect(await readdir(folder)).toEqual(['weights.bin']);
      }),
      { numRuns: 40 },
    );
  });

  it('never splices two versions of a file, even when nobody knows its hash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(manners, { maxLength: 8 }), fileSize, async (steps, size) => {
        const [old, fresh] = [bytes(size, 1), bytes(size, 2)];
        const path = join(await temporaryFolder(), 'weights.bin');
        let asked = 0;
        const server = await startFileServer((request, response) => {
          const reply = steps[asked++] ?? { etag: '"a"' };
          const content = reply.etag === '"a"' ? old : fresh;
          sendFile(request, response, content, { partPath: `${path}.part`, ...reply });
        });
        await download({ url: server.url, path, retries: steps.length });
        expect([hashOf(old), hashOf(fresh)]).toContain(await hashAt(path));
      }),
      { numRuns: 40 },
    );
  });
});

const fileSize = fc.integer({ min: 1, max: 60_000 });
const manners = fc.record({
  cutAfterBytes: fc.integer({ min: 0, max: 60_000 }),
  ignoreRange: fc.boolean(),
  etag: fc.constantFrom('"a"', '"a"', '"a"', '"b"', 'W/"b"', undefined),
});
const step = fc.oneof({ weight: 4, arbitrary: manners }, fc.constantFrom(500, 408));

function onlyFailedDownloads(cause: unknown): void {
  expect(cause).toMatchObject({ code: 'download_failed' });
}
