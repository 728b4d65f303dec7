import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { anInspection } from '../../test/inspections.ts';
import { recordInspection } from '../history/inspections.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server?.close());

type Document = Record<string, unknown>;

async function inspect(picture: Uint8Array, more: Record<string, string> = {}): Promise<string> {
  const answer = await server.form('/api/v1/inspections', { category: 'part', image: picture, ...more });
  expect(answer.status, answer.text).toBe(201);
  return String(answer.json().id);
}

const record = (time: string, changes: Parameters<typeof anInspection>[0] = {}) =>
  recordInspection(server.context.history, anInspection({ category: 'old', ...changes }), {
    now: new Date(time),
  });

describe('yield', () => {
  test('is that of local days, hours and shifts, across a change of the clocks', async () => {
    // 2025-03-30: clocks in Berlin go from 02:00 to 03:00.
    for (const time of ['2025-03-29T22:59:00Z', '2025-03-29T23:00:00Z', '2025-03-30T21:59:00Z'])
      await record(time, { decision: 'PASS' });
    await record('2025-03-30T22:00:00Z', { decision: 'FAIL' });
    const buckets = async (query: string) => {
      const answer = await server.get(`/api/v1/statistics/yield?category=old&${query}`);
      expect(answer.status, answer.text).toBe(200);
      return (answer.json().buckets as Document[]).map(({ label, from, before, inspected }) => [
        label,
        from,
        before,
        inspected,
      ]);
    };
    expect(await buckets('time_zone=Europe/Berlin')).toEqual([
      ['2025-03-29T00:00+01:00', '2025-03-28T23:00:00.000Z', '2025-03-29T23:00:00.000Z', 1],
      ['2025-03-30T00:00+01:00', '2025-03-29T23:00:00.000Z', '2025-03-30T22:00:00.000Z', 2],
      ['2025-03-31T00:00+02:00', '2025-03-30T22:00:00.000Z', '2025-03-31T22:00:00.000Z', 1],
    ]);
    expect((await buckets('bucket=hour&time_zone=%2B05:30'))[0]).toEqual([
      '2025-03-30T04:00+05:30',
      '2025-03-29T22:30:00.000Z',
      '2025-03-29T23:30:00.000Z',
      2,
    ]);
    expect((await buckets('bucket=shift&time_zone=Europe/Berlin')).map(([label]) => label)).toEqual([
      '2025-03-29T22:00+01:00',
      '2025-03-30T22:00+02:00',
    ]);
    const total = (await server.get('/api/v1/statistics/yield?category=old')).json().total;
    expect(total).toMatchObject({ inspected: 4, first_pass_yield: 0.75, final_yield: 0.75 });
    for (const wrong of ['time_zone=Mars', 'time_zone=%2B99:00', 'bucket=shift&shifts=14:00,06:00', 'from=x'])
      expect((await server.get(`/api/v1/statistics/yield?${wrong}`)).status, wrong).toBe(422);
  });

  test('is told by line, with the reasons, places and times behind it', async () => {
    await record('2025-03-29T10:00:00Z', { category: 'lid', line: 'L9', decision: 'FAIL' });
    const { groups } = (await server.get('/api/v1/statistics/by/line?category=lid')).json();
    expect(groups).toMatchObject([{ value: 'L9', inspected: 1, fail: 1 }]);
    expect((await server.get('/api/v1/statistics/by/picture')).status).toBe(422);
    const pareto = (await server.get('/api/v1/statistics/pareto?category=lid&cells=2')).json();
    expect(pareto).toMatchObject({ reasons: [], places: [{ column: 0, row: 0, regions: 1 }] });
    const latency = (await server.get('/api/v1/statistics/latency?category=lid')).json();
    expect(latency).toMatchObject({ inspections: 1, p99: 12.5 });
  });
});

describe('drift', () => {
  test('of recorded scores is found, and names the inspections behind it', async () => {
    const { held_out_scores: scores } = (await server.get('/api/v1/models/part/calibration')).json();
    const high = (scores as number[]).at(-2)!;
    for (let minute = 0; minute < 60; minute++)
      await record(new Date(Date.UTC(2025, 4, 1, 10, minute)).toISOString(), {
        category: 'part',
        model_version: 'v1',
        decision: 'PASS',
        anomaly_score: high + minute * 1e-4,
        line: 'drift',
      });
    const drift = (await server.get('/api/v1/statistics/drift?category=part&line=drift')).json();
    expect(drift).toMatchObject({ drift: true, inspections: 60, model_version: 'v1' });
    const martingale = (drift.charts as Document[]).find(({ chart }) => chart === 'martingale')!;
    const [signal] = martingale.signals as Document[];
    expect(martingale.ids).toContain(signal!.from_id);
    const behind = (await server.get(String(signal!.inspections))).json().items as Document[];
    expect(behind.map(({ id }) => id)).toContain(signal!.from_id);
    expect((await server.get('/api/v1/statistics/drift?category=part&line=none')).status).toBe(404);
    expect((await server.get('/api/v1/statistics/drift?category=old')).status).toBe(404);
  });
});

describe('an export', () => {
  test('has every inspection of the filter, as CSV and as JSON Lines', async () => {
    const csv = await server.get('/api/v1/inspections.csv?category=old');
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.text.trimEnd().split('\r\n')).toHaveLength(5);
    const lines = (await server.get('/api/v1/inspections.jsonl?category=old&decision=FAIL')).text;
    expect(
      lines
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line).decision),
    ).toEqual(['FAIL']);
    expect((await server.get('/api/v1/inspections.csv?from=yesterday')).status).toBe(422);
  });
});

describe('a report', () => {
  test('of an inspection is a page without script that shows the picture and escapes names', async () => {
    const id = await inspect(server.pictures.broken, { serial: '<script>alert(1)</script>' });
    const page = await server.get(`/api/v1/inspections/${id}/report`);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(page.text).not.toContain('<script');
    expect(page.text).toContain('&lt;script&gt;');
    expect(page.text).toContain('data:image/png;base64,');
    expect(page.text).not.toMatch(/(?:src|href)="(?!data:)/);
    const json = (await server.get(`/api/v1/inspections/${id}/report?format=json`)).json();
    expect(json).toMatchObject({ inspection: { id }, reviews: [] });
  });

  test('of a shift adds up', async () => {
    const time = 'from=2025-03-29T00:00:00.000Z&before=2025-03-31T00:00:00.000Z';
    const query = `/api/v1/reports/shift?${time}&category=old`;
    const json = (await server.get(`${query}&format=json`)).json();
    expect(json).toMatchObject({
      title: 'old',
      total: { inspected: 4, fail: 1 },
      rejected: [{ decision: 'FAIL' }],
    });
    const hours = json.hours as { inspected: number }[];
    expect(hours.reduce((sum, { inspected }) => sum + inspected, 0)).toBe(4);
    expect((await server.get(query)).text).toContain('Shift report');
    const backwards = 'from=2025-03-31T00:00:00.000Z&before=2025-03-29T00:00:00.000Z';
    expect((await server.get(`/api/v1/reports/shift?${backwards}`)).status).toBe(422);
  });
});

describe('the live stream', () => {
  test('resumes after the last inspection that the client has, each once, and ends with the server', async () => {
    const { app, draining, pictures } = server;
    if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const connect = async (headers: Record<string, string>) => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/live?line=live`, { headers });
      expect(answer.status).toBe(200);
      const seen: string[] = [];
      let ended = false;
      void (async () => {
        for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream()))
          seen.push(...[...chunk.matchAll(/^id: (.*)$/gm)].map(found => found[1]!));
        ended = true;
      })();
      return { seen, hasEnded: () => ended };
    };
    const first = await inspect(pictures.good, { line: 'live' });
    const missed = [
      await inspect(pictures.good, { line: 'live' }),
      await inspect(pictures.good, { line: 'live' }),
    ];
    await inspect(pictures.good, { line: 'other' });
    const client = await connect({ 'last-event-id': first });
    const fresh = await connect({});
    const news = await Promise.all([1, 2, 3].map(() => inspect(pictures.good, { line: 'live' })));
    await expect.poll(() => client.seen.length).toBe(5);
    expect(client.seen.slice(0, 2)).toEqual(missed);
    expect([...client.seen.slice(2)].sort()).toEqual([...news].sort());
    await expect.poll(() => fresh.seen.length).toBe(3);
    const unknown = { 'last-event-id': '00000000-0000-7000-8000-000000000000' };
    expect((await server.get('/api/v1/live', unknown)).status).toBe(404);
    await draining.stop(5_000);
    await expect.poll(() => client.hasEnded() && fresh.hasEnded()).toBe(true);
  });
});
