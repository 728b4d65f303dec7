import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server?.close());

async function put(payload: object) {
  const answer = await server.app.inject({ method: 'PUT', url: '/api/v1/settings', payload });
  return { status: answer.statusCode, json: answer.json() as Record<string, unknown> };
}

test('time zone and shifts of the plant are set, audited, and what statistics go by', async () => {
  const first = { time_zone: 'UTC', shift_starts: ['06:00', '14:00', '22:00'] };
  expect((await server.get('/api/v1/settings')).json()).toEqual(first);
  const inspected = await server.form('/api/v1/inspections', {
    category: 'part',
    image: server.pictures.good,
  });
  expect(inspected.status).toBe(201);
  const plant = { time_zone: '+05:30', shift_starts: ['05:45', '17:45'] };
  expect(await put(plant)).toEqual({ status: 200, json: plant });
  const yields = (await server.get('/api/v1/statistics/yield?bucket=shift')).json();
  expect(yields).toMatchObject({
    time_zone: '+05:30',
    buckets: [{ label: expect.stringMatching(/T(05|17):45\+05:30$/) }],
  });
  const day = { from: '2026-01-01T00:00:00.000Z', before: '2026-01-02T00:00:00.000Z' };
  const report = await server.get(`/api/v1/reports/shift?${new URLSearchParams({ ...day, format: 'json' })}`);
  expect(report.status, report.text).toBe(200);
  const { items } = (await server.get('/api/v1/audit?action=settings.change')).json();
  expect(items).toMatchObject([{ before: first, after: plant }]);
});

test('what is no time zone, and shifts out of order, are refused and change nothing', async () => {
  const before = (await server.get('/api/v1/settings')).json();
  for (const wrong of [
    { time_zone: 'Mars/Olympus', shift_starts: ['06:00'] },
    { time_zone: 'UTC', shift_starts: ['14:00', '06:00'] },
    { time_zone: 'UTC', shift_starts: ['06:10'] },
    { time_zone: 'UTC', shift_starts: [] },
  ])
    expect((await put(wrong)).status, JSON.stringify(wrong)).toBe(422);
  expect((await server.get('/api/v1/settings')).json()).toEqual(before);
});
