import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server?.close());

async function ask(url: string, encoding?: string) {
  const headers = { accept: 'text/html', ...(encoding !== undefined && { 'accept-encoding': encoding }) };
  const { statusCode, headers: answered, rawPayload } = await server.app.inject({ url, headers });
  expect(statusCode, url).toBe(200);
  return { headers: answered, body: rawPayload };
}

const script = async () => (await ask('/')).body.toString().match(/src="(\/assets\/[^"]+\.js)"/)![1]!;

test('scripts are sent compressed as the browser can read it, and are the same', async () => {
  const path = await script();
  const plain = await ask(path);
  expect(plain.headers['content-encoding']).toBeUndefined();
  for (const [encoding, decompress] of [
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const) {
    const { headers, body } = await ask(path, encoding);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['content-type']).toMatch(/^(text|application)\/javascript/);
    expect(headers.vary).toMatch(/accept-encoding/i);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(body.length).toBeLessThan(plain.body.length / 2);
    expect(decompress(body).equals(plain.body)).toBe(true);
  }
});

test('pages keep their content policy, and are asked for anew, however they are sent', async () => {
  const plain = await ask('/history');
  for (const encoding of ['br, gzip', 'gzip', 'identity']) {
    const { headers } = await ask('/history', encoding);
    expect(headers['content-security-policy']).toBe(plain.headers['content-security-policy']);
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['content-type']).toMatch(/^text\/html/);
  }
});

test('the list of licences, which is long, is sent compressed as well', async () => {
  const { headers, body } = await ask('/licences.json', 'gzip, deflate, br');
  expect(headers['content-encoding']).toBe('br');
  expect(headers['content-type']).toMatch(/^application\/json/);
  expect(JSON.parse(brotliDecompressSync(body).toString())).toHaveProperty('packages');
});
