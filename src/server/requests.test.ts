import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FormFields, openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server?.close());

const text = (content: string) => new TextEncoder().encode(content);

/** Checks the one shape of all errors. */
function expectProblem(answer: Awaited<ReturnType<TestServer['get']>>, status: number, code: string): string {
  expect([answer.status, answer.json().code], answer.text).toEqual([status, code]);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const problem = answer.json();
  expect(problem).toMatchObject({ type: `urn:inspectai:problem:${code}`, status });
  expect(problem.request_id).toBe(answer.headers['x-request-id']);
  expect(answer.text).not.toMatch(/\bat .*\.[jt]s:\d/);
  return String(problem.detail);
}

describe('a picture that cannot be inspected is a problem that says why:', () => {
  const form = (fields: (pictures: TestServer['pictures']) => FormFields) => fields;
  test.each([
    [
      'text that is called .png',
      form(() => ({ category: 'part', image: text('not a picture') })),
      422,
      'image_unreadable',
      'camera 1.png is not a picture',
    ],
    [
      'an empty file',
      form(() => ({ category: 'part', image: text('') })),
      422,
      'image_unreadable',
      'is empty',
    ],
    [
      'half a picture',
      form(({ good }) => ({ category: 'part', image: good.slice(0, 2000) })),
      422,
      'image_unreadable',
      'cut off',
    ],
    ['a missing category', form(({ good }) => ({ image: good })), 422, 'invalid_argument', 'category'],
    ['a missing picture', form(() => ({ category: 'part' })), 422, 'invalid_argument', 'no picture'],
    [
      'a picture under another name',
      form(({ good }) => ({ category: 'part', photo: good })),
      422,
      'invalid_argument',
      '"photo"',
    ],
    [
      'a picture that is a text field',
      form(() => ({ category: 'part', image: 'abc' })),
      422,
      'invalid_argument',
      'no picture',
    ],
    [
      'an unknown category',
      form(({ good }) => ({ category: 'other', image: good })),
      404,
      'model_not_found',
      '"other"',
    ],
    [
      'a category that leaves the folder',
      form(({ good }) => ({ category: '../part', image: good })),
      422,
      'invalid_argument',
      '"../part" cannot be the name',
    ],
    [
      'a switch that is none',
      form(({ good }) => ({ category: 'part', image: good, return_visualizations: 'perhaps' })),
      422,
      'invalid_argument',
      'return_visualizations',
    ],
    [
      'a field that is too long',
      form(({ good }) => ({ category: 'x'.repeat(5000), image: good })),
      413,
      'too_large',
      'category',
    ],
  ] as const)('%s', async (_, fields, status, code, words) => {
    const answer = await server.form('/inspect', fields(server.pictures));
    expect(expectProblem(answer, status, code)).toContain(words);
    expect(await readdir(server.context.uploads)).toEqual([]);
  });

  test('a picture of more than 100 megapixels, of which only the header is read', async () => {
    const bomb = bmpHeader(20_000, 20_000);
    const answer = await server.form('/inspect', { category: 'part', image: bomb });
    expect(expectProblem(answer, 422, 'image_unreadable')).toContain('expected at most 100 megapixels');
  });

  test('two pictures, or too many fields', async () => {
    const { good } = server.pictures;
    const two = await server.form('/inspect', { category: 'part', image: good, second: good });
    expect(expectProblem(two, 413, 'too_large')).toContain('one picture');
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`f${index}`, 'x']));
    expectProblem(await server.form('/inspect', many), 413, 'too_large');
  });

  test('a form that is cut off, and a field by the name of a prototype', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const part = (name: string) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\nabc`;
    expectProblem(await server.post('/inspect', part('category'), headers), 400, 'malformed');
    expectProblem(
      await server.post('/inspect', `${part('__proto__')}\r\n--x--\r\n`, headers),
      400,
      'malformed',
    );
    expect(Object.prototype).not.toHaveProperty('abc');
  });

  test('a body that is no form', async () => {
    expectProblem(await server.post('/inspect', { category: 'part' }), 415, 'unsupported_media_type');
    const xml = { 'content-type': 'text/xml' };
    expectProblem(await server.post('/inspect', '<a/>', xml), 415, 'unsupported_media_type');
  });
});

describe('a request that leads nowhere is a problem:', () => {
  test('a path that is not there, however it is written', async () => {
    for (const path of ['/nothing', '/api/v1', '/docs/../../etc/passwd', '/inspect/x'])
      expectProblem(await server.get(path), 404, 'not_found');
  });

  test('a method that the path does not take, with those that it takes', async () => {
    const answer = await server.get('/inspect');
    expect(expectProblem(answer, 405, 'method_not_allowed')).toContain('takes POST');
    expect(answer.headers.allow).toBe('POST');
    const reload = await server.get('/model/reload/part');
    expectProblem(reload, 405, 'method_not_allowed');
  });

  test('JSON that is none, too large, or not as the schema says', async () => {
    const url = '/api/v1/models/part/activate';
    const json = { 'content-type': 'application/json' };
    expectProblem(await server.post(url, '{"version":', json), 400, 'malformed');
    expectProblem(await server.post(url, '{"__proto__":{"a":1}}', json), 400, 'malformed');
    expectProblem(await server.post(url, `{"version":"${'x'.repeat(1_100_000)}"}`, json), 413, 'too_large');
    expect(
      expectProblem(await server.post(url, { version: 'v1', forse: true }), 422, 'invalid_argument'),
    ).toContain('body');
    expect(expectProblem(await server.post(url, { version: 7 }), 422, 'invalid_argument')).toContain(
      'version',
    );
  });

  test('a page of another site, or a foreign name for this machine', async () => {
    const { good } = server.pictures;
    const fields = { category: 'part', image: good };
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])
      expectProblem(await server.form('/inspect', fields, headers), 403, 'forbidden');
    expectProblem(await server.get('/health', { host: 'evil.example:8000' }), 421, 'misdirected');
    expect((await server.get('/health', { host: '127.0.0.1:8000' })).status).toBe(200);
    const own = { origin: 'http://localhost:8000', host: 'localhost:8000' };
    expect((await server.form('/inspect', fields, own)).status).toBe(200);
  });
});

test("a request keeps the client's id when it can do no harm in a log", async () => {
  expect((await server.get('/health', { 'x-request-id': 'plc-7.1' })).headers['x-request-id']).toBe(
    'plc-7.1',
  );
  const forged = await server.get('/health', { 'x-request-id': 'a"}\\n{' });
  expect(forged.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('pages may load nothing from elsewhere and run nothing inline', async () => {
  for (const path of ['/', '/docs/', '/health']) {
    const policy = String((await server.get(path)).headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:/);
  }
});

/** A BMP picture that claims to be large. */
function bmpHeader(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(200);
  header.write('BM');
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  return header;
}
