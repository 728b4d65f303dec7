import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { download, hashAt, SHA256, scene, temporaryFolder } from '../../test/fixtures/download-scene.ts';
import { downloadFile } from './download.ts';
import { networkFailure } from './download-failures.ts';

describe('a download that fails', () => {
  it('gives up on a server that always cuts at the same byte', async () => {
    const { url, path, server } = await scene(Array(9).fill({ cutAfterBytes: 1_000 }));
    await expect(download({ url, path, retries: 3 })).rejects.toMatchObject({ code: 'download_failed' });
    expect(server.requests).toHaveLength(4);
  });

  it.each([401, 403, 404])('gives up at once on %i and leaves nothing', async status => {
    const { url, path, folder, server } = await scene([status]);
    await expect(download({ url, path })).rejects.toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining(`answered ${status}`),
    });
    expect(server.requests).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('waits exponentially longer after 500, 408 and 503', async () => {
    const { url, path } = await scene([500, 408, 503, {}]);
    const waits: number[] = [];
    await download({ url, path, retryDelayMs: 100, sleep: async ms => void waits.push(ms) });
    expect(waits).toEqual([100, 200, 400]);
    expect(await hashAt(path)).toBe(SHA256);
  });

  it('waits as long as Retry-After says after 429', async () => {
    const { url, path } = await scene([{ status: 429, headers: { 'retry-after': '7' } }, {}]);
    const waits: number[] = [];
    await download({ url, path, sleep: async ms => void waits.push(ms) });
    expect(waits).toEqual([7_000]);
  });

  it('understands a Retry-After that is a date, and does not wait for hours', async () => {
    const date = new Date(Date.now() + 3 * 3_600_000).toUTCString();
    const { url, path } = await scene([{ status: 429, headers: { 'retry-after': date } }, {}]);
    await expect(download({ url, path })).rejects.toThrow(/asks to wait 1(79|80) minutes/);
  });

  it('can be aborted while it waits for the next try', async () => {
    const { url, path } = await scene([500]);
    const abort = new AbortController();
    const failing = downloadFile({ url, path, retryDelayMs: 60_000, signal: abort.signal });
    setTimeout(() => abort.abort(), 100);
    await expect(failing).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('tells an offline machine which host it tried and how to do without', async () => {
    const path = join(await temporaryFolder(), 'weights.bin');
    const waits: number[] = [];
    const sleep = async (ms: number) => void waits.push(ms);
    const url = await addressWithoutServer();
    await expect(download({ url, path, sleep, backboneName: 'resnet18' })).rejects.toThrow(
      /Could not reach 127\.0\.0\.1:\d+ \(ECONNREFUSED\): .*offline.*"inspectai backbone import resnet18 <file>".*HF_ENDPOINT/,
    );
    expect(waits).toHaveLength(2);
  });

  it('names a host that has no address, after one more try', async () => {
    const path = join(await temporaryFolder(), 'weights.bin');
    const waits: number[] = [];
    const sleep = async (ms: number) => void waits.push(ms);
    const failing = download({ url: 'https://weights.invalid/x', path, sleep });
    const message = await failing.then(
      () => '',
      (cause: Error) => cause.message,
    );
    expect(message).toMatch(/Could not reach weights\.invalid \((ENOTFOUND|EAI_AGAIN)\)/);
    const code = message.includes('ENOTFOUND') ? 'ENOTFOUND' : 'EAI_AGAIN';
    expect(waits).toHaveLength(code === 'ENOTFOUND' ? 1 : 2); // EAI_AGAIN: the name server itself is away
  });

  it.each([
    ['http://127.0.0.1:1/weights.bin', 'a port that is reserved for other services'],
    ['ftp://127.0.0.1/weights.bin', 'neither http nor https'],
    ['http://127.0.0.1:99999/weights.bin', 'not a valid address'],
  ])('does not repeat what is refused on this machine: %s', async (url, found) => {
    const folder = await temporaryFolder();
    const waits: number[] = [];
    const sleep = async (ms: number) => void waits.push(ms);
    await expect(download({ url, path: join(folder, 'weights.bin'), sleep })).rejects.toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining(`Cannot ask ${url}: found ${found}`),
    });
    expect(waits).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not repeat after a certificate that is refused', async () => {
    const refused = ['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'CRL_HAS_EXPIRED', 'INVALID_CA'];
    for (const code of refused) {
      const cause = Object.assign(new Error('certificate'), { code });
      const { passing } = networkFailure(new TypeError('fetch failed', { cause }), {
        url: 'https://weights.invalid/x',
      });
      expect(passing, code).toBe(false);
    }
  });

  it('does not repeat a TLS connection that was refused', async () => {
    const { url, path, server } = await scene([{}]);
    const waits: number[] = [];
    const secure = url.replace('http:', 'https:'); // a server that does not speak TLS
    const sleep = async (ms: number) => void waits.push(ms);
    await expect(download({ url: secure, path, sleep })).rejects.toThrow(/No trusted TLS connection/);
    expect(waits).toEqual([]);
    expect(server.requests).toHaveLength(0);
  });
});

async function addressWithoutServer(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}/weights.bin`;
}
