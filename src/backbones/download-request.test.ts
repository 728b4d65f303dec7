import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
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

describe('asking for the rest of a file', () => {
  it('goes on after a cut from the byte where it was', async () => {
    const { url, path, server } = await scene([{ etag: '"a"', cutAfterBytes: 100_000 }, { etag: '"a"' }]);
    await download({ url, path, expectedSha256: SHA256 });
    expect(server.requests.map(request => request.range)).toEqual([undefined, 'bytes=100000-']);
    expect(await hashAt(path)).toBe(SHA256);
  });

  it('counts a stall as a cut', async () => {
    const { url, path, server } = await scene([{ etag: '"a"', stallAfterBytes: 50_000 }, { etag: '"a"' }]);
    await download({ url, path, stallTimeoutMs: 500 });
    expect(server.requests.map(request => request.range)).toEqual([undefined, 'bytes=50000-']);
    expect(await hashAt(path)).toBe(SHA256);
  });

  it('is patient with a slow server that keeps sending', async () => {
    const path = join(await temporaryFolder(), 'weights.bin');
    const server = await startFileServer(async (_, response) => {
      for (let sent = 0; sent < CONTENT.length; sent += 30_000) {
        response.write(CONTENT.subarray(sent, sent + 30_000));
        await setTimeout(60);
      }
      response.end();
    });
    await download({ url: server.url, path, stallTimeoutMs: 400, expectedSha256: SHA256 });
    expect(server.requests).toHaveLength(1);
  });

  it('spends its tries on cuts in a row only, not on those with new bytes between them', async () => {
    const { url, path } = await scene(Array(15).fill({ etag: '"a"', cutAfterBytes: 20_000 }));
    await download({ url, path, retries: 1 });
    expect(await hashAt(path)).toBe(SHA256);
  });

  it('starts again when the server ignores the range', async () => {
    const { url, path } = await scene([
      { etag: '"a"', cutAfterBytes: 100_000 },
      { etag: '"a"', ignoreRange: true },
    ]);
    await download({ url, path, expectedSha256: SHA256 });
    expect(await hashAt(path)).toBe(SHA256);
  });

  it('starts again when the content changed between two cuts', async () => {
    const path = join(await temporaryFolder(), 'weights.bin');
    const fresh = bytes(250_000, 2);
    let asked = 0;
    const server = await startFileServer((request, response) => {
      if (asked++ === 0)
        sendFile(request, response, CONTENT, {
          etag: '"old"',
          cutAfterBytes: 100_000,
          partPath: `${path}.part`,
        });
      else sendFile(request, response, fresh, { etag: '"new"' });
    });
    expect((await download({ url: server.url, path })).sha256).toBe(hashOf(fresh));
    expect(await hashAt(path)).toBe(hashOf(fresh));
  });

  it('does not splice a 206 of another version, though its range fits', async () => {
    const path = join(await temporaryFolder(), 'weights.bin');
    const fresh = bytes(CONTENT.length, 2);
    let asked = 0;
    const server = await startFileServer((request, response) => {
      if (asked++ === 0)
        sendFile(request, response, CONTENT, {
          etag: '"a"',
          cutAfterBytes: 100_000,
          partPath: `${path}.part`,
        });
      else if (request.headers.range)
        sendFile(request, response, fresh, { etag: '"a"', headers: { etag: '"b"' } });
      else sendFile(request, response, fresh, { etag: '"b"' });
    });
    await download({ url: server.url, path });
    expect(await hashAt(path)).toBe(hashOf(fresh));
  });

  it.each([
    'bytes 0-299999/300000',
    'bytes 100000-299999/400000',
    'bytes 100000-300000/300000',
    'bytes 100001-299999/300000',
    'nonsense',
  ])('starts again after the wrong Content-Range "%s"', async contentRange => {
    const { url, path, server } = await scene([
      { etag: '"a"', cutAfterBytes: 100_000 },
      { etag: '"a"', contentRange },
      { etag: '"a"' },
    ]);
    await download({ url, path, expectedSha256: SHA256 });
    expect(server.requests.at(-1)?.range).toBeUndefined();
    expect(await hashAt(path)).toBe(SHA256);
  });

  it('starts again when the part is longer than what the server has', async () => {
    const { url, path, folder } = await scene([{ etag: '"a"' }]);
    await writeFile(join(folder, 'weights.bin.part'), bytes(400_000, 3));
    const origin = { url, validator: '"a"', totalBytes: null };
    await writeFile(join(folder, 'weights.bin.part.json'), JSON.stringify(origin));
    await download({ url, path, expectedSha256: SHA256 });
    expect(await hashAt(path)).toBe(SHA256);
  });

  it.each([undefined, 'W/"weak"'])('does not splice replies whose ETag is %s', async etag => {
    const { url, path, server } = await scene([{ etag, cutAfterBytes: 100_000 }, { etag }]);
    await download({ url, path });
    expect(server.requests.map(request => request.range)).toEqual([undefined, undefined]);
    expect(await hashAt(path)).toBe(SHA256);
  });

  it('resumes by Last-Modified where there is no ETag', async () => {
    const headers = { 'last-modified': 'Tue, 01 Apr 2025 10:00:00 GMT' };
    const { url, path, server } = await scene([
      { headers, cutAfterBytes: 9_000 },
      { ignoreRange: true, headers },
    ]);
    await download({ url, path });
    expect(server.requests.at(-1)?.range).toBe('bytes=9000-');
    expect(await hashAt(path)).toBe(SHA256);
  });

  it('finishes a chunked reply whose size nobody told, in two parts', async () => {
    const { url, path } = await scene([
      { etag: '"a"', chunked: true, cutAfterBytes: 80_000 },
      { etag: '"a"' },
    ]);
    await download({ url, path });
    expect(await hashAt(path)).toBe(SHA256);
  });

  it.each(['absolute', 'relative'])('follows an %s redirect and resumes behind it', async kind => {
    const path = join(await temporaryFolder(), 'weights.bin');
    let cut = true;
    const server = await startFileServer((request, response) => {
      if (request.url === '/start') {
        const location = kind === 'relative' ? 'storage/1' : `http://${request.headers.host}/storage/1`;
        response.writeHead(302, { location }).end('moved');
      } else {
        sendFile(request, response, CONTENT, {
          etag: '"a"',
          cutAfterBytes: cut ? 12_345 : undefined,
          partPath: `${path}.part`,
        });
        cut = false;
      }
    });
    await download({ url: `${server.url}/start`, path });
    expect(server.requests.at(-1)).toEqual({ method: 'GET', path: '/storage/1', range: 'bytes=12345-' });
    expect(await hashAt(path)).toBe(SHA256);
  });
});
