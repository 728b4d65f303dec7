import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { picturesForm, untilState } from '../../test/fixtures/jobs.ts';
import { drawPart } from '../../test/fixtures/parts.ts';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { encodePng } from '../image/codec.ts';
import type { Image } from '../image/image.ts';
import { LOCAL_ACCESS } from './access.ts';

const PARTS = 12;
const brighter = (image: Image): Image => ({
  ...image,
  data: image.data.map(level => Math.min(255, Math.round(level * 1.08))),
});
const pictures = (folder: string, change: (image: Image) => Image = image => image) =>
  Promise.all(
    Array.from(
      { length: PARTS },
      async (_, part) => [`${folder}${part}.png`, await encodePng(change(drawPart(600 + part)))] as const,
    ),
  );

describe('the start of a shift', () => {
  let server: TestServer;
  let allowed: string;
  beforeAll(async () => {
    server = await openTestServer(LOCAL_ACCESS, { allowed: 'cameras' });
    allowed = server.path('cameras');
  });
  afterAll(() => server?.close());

  const check = async (
    fields: Readonly<Record<string, string>>,
    files: Parameters<typeof picturesForm>[1],
  ) => {
    const form = await picturesForm({ category: 'part', ...fields }, files);
    const created = await server.app.inject({ method: 'POST', url: '/api/v1/jobs/check', ...form });
    expect(created.statusCode, created.body).toBe(202);
    return untilState(server.app, created.json().id);
  };

  test('a light that is 8 % brighter is found against the pictures that were sent beside, and nothing on a day like any other', async () => {
    const reference = await pictures('reference/');
    const changed = await check({}, [...(await pictures('golden/', brighter)), ...reference]);
    expect(changed.state, JSON.stringify(changed.error)).toBe('succeeded');
    const result = changed.result as { shifts: { quantity: string; changed: boolean }[] };
    expect(result).toMatchObject({ ok: false, pictures: PARTS, pairs: PARTS, files: ['check.json'] });
    expect(result.shifts.find(({ quantity }) => quantity === 'brightness')?.changed).toBe(true);
    const { files: _, ...written } = changed.result as { files: unknown };
    expect((await server.get(`/api/v1/jobs/${changed.id}/result`)).json()).toEqual(written);
    const same = await check({ alpha: '0.05' }, [...(await pictures('')), ...reference]);
    expect(same.result).toMatchObject({ alpha: 0.05, pairs: PARTS, shifts: expect.any(Array) });
    expect(JSON.stringify(same.result)).not.toContain('"changed":true');
  });

  test('pictures of a good day can lie on the server, where folders are allowed', async () => {
    await mkdir(join(allowed, 'good-day'), { recursive: true });
    for (const [name, bytes] of await pictures('')) await writeFile(join(allowed, 'good-day', name), bytes);
    const job = await check({ reference_folder: join(allowed, 'good-day') }, await pictures('', brighter));
    expect(job.result).toMatchObject({ ok: false, pairs: PARTS, reference_pictures: PARTS });
    const elsewhere = await server.post('/api/v1/jobs/check', {
      category: 'part',
      folder: join(allowed, 'good-day'),
      reference_folder: server.path('models'),
    });
    expect(elsewhere.json()).toMatchObject({ code: 'invalid_argument' });
    expect(elsewhere.json().detail).toContain('--allow-folder');
  });

  test('is compared with the training where nothing else is known, records no inspection, and needs pictures', async () => {
    const job = await check({}, await pictures(''));
    expect(job.result).toMatchObject({ reference_pictures: null, notes: [expect.any(String)] });
    expect((await server.get('/api/v1/inspections')).json()).toMatchObject({ items: [] });
    const without = await server.post('/api/v1/jobs/check', { category: 'part' });
    expect(without.json().detail).toContain('No picture was sent');
  });
});

test('the machine is checked over HTTP as by the command line', async () => {
  const server = await openTestServer();
  const found = await server.post('/api/v1/system/diagnosis', {});
  expect(found.status, found.text).toBe(200);
  expect(found.json()).toMatchObject({
    healthy: true,
    device: 'cpu',
    self_test: { passed: true },
    folders: expect.arrayContaining([expect.objectContaining({ writable: true })]),
    backbones: expect.arrayContaining([expect.objectContaining({ name: 'compact', available: true })]),
  });
  await server.close();
});
