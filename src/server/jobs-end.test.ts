import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { picturesForm, untilState } from '../../test/fixtures/jobs.ts';
import { drawPart } from '../../test/fixtures/parts.ts';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { newId } from '../history/id.ts';
import { createJob } from '../history/jobs.ts';
import { encodePng } from '../image/codec.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
}, 240_000);
afterAll(() => server?.close());

test('of jobs that are asked for at the same time with one Idempotency-Key one is created, and one upload stays', async () => {
  const good = await Promise.all(
    Array.from(
      { length: 5 },
      async (_, seed) => [`${seed}.png`, await encodePng(drawPart(200 + seed))] as const,
    ),
  );
  const folders = async () => readdir(join(server.context.dataDir, 'datasets', 'at-once')).catch(() => []);
  const key = { 'idempotency-key': 'job-at-once' };
  const training = { category: 'at-once', backbone: 'compact', image_size: '64' };
  const answers = await Promise.all(
    [3, 3, 3, 4, 5].map(async count => {
      const { payload, headers } = await picturesForm(training, good.slice(0, count));
      const url = '/api/v1/jobs/train';
      return server.app.inject({ method: 'POST', url, payload, headers: { ...headers, ...key } });
    }),
  );
  const made = answers.filter(({ statusCode }) => statusCode === 202);
  expect(made).toHaveLength(1);
  for (const { statusCode } of answers) expect([200, 202, 422]).toContain(statusCode);
  const { id } = made[0]!.json();
  for (const name of await folders()) expect(name).toBe(id);
  expect(await readdir(server.context.uploads)).toEqual([]);
  await untilState(server.app, id);
});

describe('a job that has ended', () => {
  const exported = async () => {
    const answer = await server.post('/api/v1/jobs/export', { format: 'csv' });
    const job = await untilState(server.app, String(answer.json().id));
    expect(job.state).toBe('succeeded');
    const folder = join(server.context.dataDir, 'jobs', job.id);
    expect(await readdir(join(folder, 'output'))).not.toEqual([]);
    return { id: job.id, folder };
  };
  const remove = (id: string) => server.app.inject({ method: 'DELETE', url: `/api/v1/jobs/${id}` });

  test('is deleted with its events and files, which the audit log tells', async () => {
    const { id, folder } = await exported();
    expect((await remove(id)).statusCode).toBe(204);
    expect((await server.get(`/api/v1/jobs/${id}`)).status).toBe(404);
    expect((await server.get(`/api/v1/jobs/${id}/events`)).status).toBe(404);
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await remove(id)).statusCode).toBe(404);
    const audited = (await server.get(`/api/v1/audit?subject=job/${id}`)).json();
    expect(audited.items).toMatchObject([{ action: 'job.delete', before: { kind: 'export' } }]);
  });

  test('is not deleted while it waits or runs', async () => {
    const id = newId();
    const waiting = {
      id,
      kind: 'evaluate',
      category: 'part',
      created_by: 'local',
      request: {},
      input: null,
    } as const;
    await createJob(server.context.history, waiting);
    const refused = await remove(id);
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'locked']);
    await server.post(`/api/v1/jobs/${id}/cancel`, {});
    await untilState(server.app, id);
  });

  test('goes by its age when retention is told so, and the preview says how many', async () => {
    const { id, folder } = await exported();
    const settings = { pass_days: null, review_days: null, fail_days: null, budget_bytes: null };
    const preview = (job_days: number | null) =>
      server.post('/api/v1/retention/preview', { ...settings, job_days });
    expect((await preview(1)).json()).toMatchObject({ jobs: 0 });
    expect(Number((await preview(0)).json().jobs)).toBeGreaterThan(0);
    const put = (payload: object) => server.app.inject({ method: 'PUT', url: '/api/v1/retention', payload });
    await put({ ...settings, job_days: 0 });
    expect((await put(settings)).json()).toEqual({ ...settings, job_days: 0 });
    expect(Number((await server.post('/api/v1/retention/run', {})).json().jobs)).toBeGreaterThan(0);
    await put({ ...settings, job_days: null });
    expect((await server.get(`/api/v1/jobs/${id}`)).status).toBe(404);
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' });
    const { items } = (await server.get('/api/v1/jobs?limit=200')).json() as {
      items: { kind: string; state: string }[];
    };
    expect(items.every(({ kind, state }) => kind === 'train' && state === 'succeeded')).toBe(true);
  });
});
