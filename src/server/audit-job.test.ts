import { afterAll, beforeAll, expect, test } from 'vitest';
import { picturesForm, untilState } from '../../test/fixtures/jobs.ts';
import { drawPart, withDefect } from '../../test/fixtures/parts.ts';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { encodePng } from '../image/codec.ts';
import { detectFormat } from '../image/format.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server?.close());

test('an audit of uploaded pictures finds the bad one before there is a model, and shows it', async () => {
  const pictures = await Promise.all(
    Array.from({ length: 24 }, async (_, seed) => [`${seed}.png`, await encodePng(drawPart(seed))] as const),
  );
  const bad = ['bad.png', await encodePng(withDefect(drawPart(90), 28, 28, 10))] as const;
  const copy = ['copy.png', pictures[0]![1]] as const;
  const form = await picturesForm({ category: 'fresh', top: '3' }, [...pictures, bad, copy]);
  const created = await server.app.inject({ method: 'POST', url: '/api/v1/jobs/audit', ...form });
  expect(created.statusCode, created.body).toBe(202);
  const job = await untilState(server.app, created.json().id);
  expect(job.state, JSON.stringify(job.error)).toBe('succeeded');
  const result = job.result as { ranking: object[]; files: string[] };
  expect(result).toMatchObject({
    category: 'fresh',
    pictures: 25,
    suspicious: 1,
    copies: [{ path: expect.any(String) }],
    learning_curve: { sentence: expect.any(String) },
  });
  expect(result.ranking).toHaveLength(3);
  expect(result.ranking[0]).toMatchObject({ picture: 'bad.png', suspicious: true });
  expect(result.files).toEqual(expect.arrayContaining(['01-normal.png', '01-place.png', '01-whole.png']));
  const path = `/api/v1/jobs/${job.id}/result`;
  for (const name of ['whole', 'place', 'normal'])
    expect(detectFormat((await server.app.inject(`${path}/01-${name}.png`)).rawPayload)).toBe('PNG');
  expect((await server.get(path)).json()).toMatchObject({ suspicious: 1 });
  expect((await server.get(`${path}/training.html`)).text).toContain('bad.png');
  const { categories } = (await server.get('/api/v1/categories')).json();
  expect(categories).toMatchObject([{ name: 'part' }]);
});

test('an audit takes the pictures of the data root where none are sent, and refuses options that it does not look at', async () => {
  const { id } = (await server.post('/api/v1/jobs/audit', { category: 'part' })).json();
  expect((await untilState(server.app, String(id))).result).toMatchObject({ pictures: 24, suspicious: 0 });
  const refused = await server.post('/api/v1/jobs/audit', { category: 'part', coreset_ratio: 0.5 });
  expect(refused.status).toBe(422);
});
