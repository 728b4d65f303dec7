import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type JobAnswer, picturesForm, untilState } from '../../test/fixtures/jobs.ts';
import { drawPart, withDefect } from '../../test/fixtures/parts.ts';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { zipBytes } from '../../test/fixtures/zip-bytes.ts';
import { listAudit } from '../history/audit.ts';
import { encodePng } from '../image/codec.ts';

type Files = Parameters<typeof picturesForm>[1];

let server: TestServer;
let good: Files;
beforeAll(async () => {
  server = await openTestServer();
  good = await Promise.all(
    Array.from(
      { length: 12 },
      async (_, seed) => [`${seed}.png`, await encodePng(drawPart(200 + seed))] as const,
    ),
  );
});
afterAll(() => server?.close());

async function upload(
  kind: string,
  fields: Readonly<Record<string, string>>,
  files: Files,
  more: Readonly<Record<string, string>> = {},
) {
  const { payload, headers } = await picturesForm(fields, files);
  return server.app.inject({
    method: 'POST',
    url: `/api/v1/jobs/${kind}`,
    payload,
    headers: { ...headers, ...more },
  });
}

async function finished(answer: { readonly statusCode: number; readonly body: string }): Promise<JobAnswer> {
  expect(answer.statusCode, answer.body).toBe(202);
  const job = await untilState(server.app, (JSON.parse(answer.body) as JobAnswer).id);
  expect(job.error).toBeNull();
  return job;
}

const left = async () => [
  ...(await readdir(server.context.uploads)),
  ...(await readdir(join(server.context.dataDir, 'jobs')).catch(() => [])),
];

describe('a training', () => {
  test('of an uploaded archive makes a version, keeps the pictures, and is audited', async () => {
    const members = [
      ...good.map(([name, content]) => ({ name: `train/good/${name}`, content })),
      { name: 'test/good/1.png', content: server.pictures.good },
      { name: 'test/hole/1.png', content: server.pictures.broken },
    ];
    const job = await finished(
      await upload(
        'train',
        { category: 'cap', image_size: '64', backbone: 'compact', max_false_reject_rate: '0.1' },
        [['photos.bin', zipBytes(members)]],
      ),
    );
    expect(job).toMatchObject({
      ...{ kind: 'train', state: 'succeeded', created_by: 'local', category: 'cap' },
      input: { kind: 'upload', pictures: 14, ignored: 0 },
      request: { image_size: 64, max_false_reject_rate: 0.1 },
      result: { version: 'v1', activated: true, pictures: 12, image_size: 64 },
      progress: { stage: expect.any(String), done: expect.any(Number) },
    });
    expect(
      await readdir(join(server.context.dataDir, 'datasets', 'cap', job.id, 'train', 'good')),
    ).toHaveLength(12);
    const audit = await listAudit(server.context.history);
    expect(audit.at(-1)).toMatchObject({ action: 'model.train', subject: 'category/cap', actor: 'local' });
    const inspected = await server.form('/inspect', { category: 'cap', image: server.pictures.broken });
    expect(inspected.json().decision).toBe('FAIL');

    const evaluated = await finished(
      await server.app.inject({
        ...{ method: 'POST', url: '/api/v1/jobs/evaluate' },
        payload: { category: 'cap', dataset: job.id },
      }),
    );
    expect(evaluated.result).toMatchObject({
      model_version: 'v1',
      files: expect.arrayContaining(['report.html']),
    });
    const report = (await server.get(`/api/v1/jobs/${evaluated.id}/result`)).json();
    expect(report).toMatchObject({ category: 'cap', images: [{}, {}] });
    const card = (await server.get('/api/v1/models/cap/calibration')).json();
    expect(card.measured, 'on the calibration card').not.toBeNull();
    const plot = await server.get(`/api/v1/jobs/${evaluated.id}/result/score_distribution.png`);
    expect([plot.status, plot.headers['content-type']]).toEqual([200, 'image/png']);
    for (const name of ['none.png', '..%2Freport.json', '..%2F..%2F..%2Fhistory.sqlite'])
      expect((await server.get(`/api/v1/jobs/${evaluated.id}/result/${name}`)).status, name).toBe(404);
    expect((await server.get(`/api/v1/jobs/${job.id}/result`)).text).toContain('in the job itself');
  });

  test('that fails says why, and keeps nothing', async () => {
    const answer = await upload('train', { category: 'few' }, good.slice(0, 1));
    const job = await untilState(server.app, answer.json().id);
    expect(job).toMatchObject({ state: 'failed', result: null, error: { code: 'data_invalid' } });
    await expect.poll(() => readdir(join(server.context.dataDir, 'datasets', 'few'))).toEqual([]);
  });

  test('is cancelled within two seconds in the middle of its work', async () => {
    const fields = { category: 'slow', image_size: '256', backbone: 'compact', coreset_ratio: '1' };
    const { id } = (await upload('train', fields, good)).json();
    await expect
      .poll(async () => (await server.get(`/api/v1/jobs/${id}`)).text, { timeout: 30_000 })
      .toMatch(/"stage":"(selecting patches|calibrating)"/);
    const began = performance.now();
    expect((await server.post(`/api/v1/jobs/${id}/cancel`, {})).json()).toMatchObject({
      cancel_requested: true,
    });
    expect((await untilState(server.app, id)).state).toBe('cancelled');
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(await readdir(server.path('models'))).not.toContain('slow');
    await expect.poll(() => readdir(join(server.context.dataDir, 'datasets', 'slow'))).toEqual([]);
  });
});

describe('teaching', () => {
  test('makes a version that knows the good parts', async () => {
    const job = await finished(
      await upload('teach', { category: 'cap', mode: 'normal', reason: 'new light' }, [
        ['a.png', server.pictures.broken],
      ]),
    );
    expect(job.result).toMatchObject({ version: 'v2', pictures: [{ entries: expect.any(Number) }] });
    expect((await listAudit(server.context.history)).at(-1)).toMatchObject({
      action: 'model.teach',
      reason: 'new light',
    });
  });

  test('puts missed defects with their masks into the regression set', async () => {
    const part = drawPart(301);
    const mask = new Uint8Array(part.width * part.height * 3).fill(255);
    const job = await finished(
      await upload('teach', { category: 'cap', mode: 'missed' }, [
        ['a.png', await encodePng(withDefect(part, 28, 28, 10))],
        ['a_mask.png', await encodePng({ ...part, data: mask }), 'masks'],
      ]),
    );
    expect(job.result).toMatchObject({ regression_pictures: 1, pictures: [{ verdict: expect.any(String) }] });
    const other = await upload('teach', { category: 'cap', mode: 'missed' }, [
      ['a.png', server.pictures.broken],
      ['b.png', server.pictures.broken, 'masks'],
    ]);
    expect((await untilState(server.app, other.json().id)).error?.detail).toContain('none for a.png');
  });
});

describe('a batch and an export', () => {
  test('record every picture like a single one, and hand the records out with their pictures', async () => {
    const job = await finished(
      await upload('batch', { category: 'part', lot: 'L-9', station: 'press' }, [
        ['left/1.png', server.pictures.good],
        ['right/1.png', server.pictures.broken],
        ['right/2.png', new TextEncoder().encode('no picture')],
        ['notes.txt', new TextEncoder().encode('left out')],
      ]),
    );
    expect(job).toMatchObject({
      input: { pictures: 3, ignored: 1 },
      result: { pictures: 3, pass: 1, fail: 1, refused: 1 },
    });
    const { items } = (await server.get('/api/v1/inspections?lot=L-9')).json() as { items: { id: string }[] };
    expect(items).toHaveLength(2);
    const lines = (await server.get(`/api/v1/jobs/${job.id}/result`)).text.trim().split('\n');
    expect(lines.map(line => JSON.parse(line))).toMatchObject([
      { name: 'left/1.png', decision: 'PASS', id: items[1]!.id },
      { name: 'right/1.png', decision: 'FAIL' },
      { name: 'right/2.png', code: 'image_unreadable' },
    ]);
    const files = () => readdir(join(server.context.dataDir, 'jobs', job.id));
    await expect.poll(files).toEqual(['output']);

    const csv = await finished(
      await server.app.inject({
        ...{ method: 'POST', url: '/api/v1/jobs/export' },
        payload: { filter: { lot: 'L-9', decisions: ['FAIL'] } },
      }),
    );
    const table = await server.get(`/api/v1/jobs/${csv.id}/result`);
    expect(table.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(table.text.trim().split('\r\n')).toHaveLength(2);
    const zip = await finished(
      await server.app.inject({
        ...{ method: 'POST', url: '/api/v1/jobs/export' },
        payload: { filter: { lot: 'L-9' }, format: 'jsonl', pictures: true },
      }),
    );
    expect(zip.result).toMatchObject({
      inspections: 2,
      pictures: 2,
      pictures_missing: 0,
      files: ['inspections.zip'],
    });
    // What was packed can be unpacked: it is a batch of its own.
    const packed = await server.app.inject(`/api/v1/jobs/${zip.id}/result`);
    const again = await finished(
      await upload('batch', { category: 'part' }, [['all.zip', packed.rawPayload]]),
    );
    expect(again).toMatchObject({ input: { pictures: 2, ignored: 1 }, result: { pass: 1, fail: 1 } });
  });
});

test('with an Idempotency-Key a job is created once', async () => {
  const key = { 'idempotency-key': 'job-1' };
  const first = await upload('batch', { category: 'part' }, good.slice(0, 2), key);
  const again = await upload('batch', { category: 'part' }, good.slice(0, 2), key);
  expect([first.statusCode, again.statusCode, again.json().id]).toEqual([202, 200, first.json().id]);
  const other = await upload('batch', { category: 'part' }, good.slice(0, 3), key);
  expect([other.statusCode, other.json().detail]).toEqual([422, expect.stringContaining('another job')]);
  await untilState(server.app, first.json().id);
});

describe('what cannot become a job is refused at once, and nothing is left of it:', () => {
  test.each<[string, string, Record<string, string>, () => Files, number, string]>([
    ['an unknown option', 'train', { category: 'x', imagesize: '64' }, () => good, 422, 'imagesize'],
    [
      'an option out of its limits',
      'train',
      { category: 'x', image_size: '5' },
      () => good,
      422,
      'image_size',
    ],
    [
      'options against each other',
      'train',
      { category: 'x', center_crop: '300' },
      () => good,
      422,
      'center_crop',
    ],
    ['an option with a path', 'train', { category: 'x', weights: '/etc/passwd' }, () => good, 422, 'weights'],
    ['a category that climbs', 'train', { category: '../x' }, () => good, 422, 'cannot be the name'],
    ['an unknown category', 'batch', { category: 'nobody' }, () => good, 404, '"nobody"'],
    ['no picture', 'batch', { category: 'part' }, () => [], 422, 'No picture'],
    [
      'no picture among the files',
      'batch',
      { category: 'part' },
      () => [['a.txt', good[0]![1]]],
      422,
      'No picture',
    ],
    [
      'a file that climbs',
      'batch',
      { category: 'part' },
      () => [['../../a.png', good[0]![1]]],
      422,
      'leads out',
    ],
    [
      'an archive that climbs',
      'batch',
      { category: 'part' },
      () => [['a.zip', zipBytes([{ name: '../a.png', content: good[0]![1] }])]],
      422,
      'leads out',
    ],
    [
      'an archive beside a picture',
      'batch',
      { category: 'part' },
      () => [good[0]!, ['a.zip', zipBytes([])]],
      422,
      'one archive',
    ],
    [
      'a picture beside an archive',
      'batch',
      { category: 'part' },
      () => [['a.zip', zipBytes([{ name: 'b.png', content: good[0]![1] }])], good[0]!],
      422,
      'one archive',
    ],
    [
      'the same name twice',
      'batch',
      { category: 'part' },
      () => [good[0]!, good[0]!],
      422,
      'two files named',
    ],
    ['another field', 'batch', { category: 'part' }, () => [['a.png', good[0]![1], 'photo']], 422, '"photo"'],
    [
      'force without a reason',
      'teach',
      { category: 'part', mode: 'normal', force: 'true' },
      () => good,
      422,
      'reason',
    ],
    [
      'a folder that is not allowed',
      'batch',
      { category: 'part', folder: '/etc' },
      () => [],
      422,
      '--allow-folder',
    ],
    ['pictures for an export', 'export', {}, () => good, 422, 'takes no pictures'],
  ])('%s', async (_, kind, fields, files, status, detail) => {
    const before = await left();
    const answer = await upload(kind, fields, files());
    expect([answer.statusCode, answer.json().detail]).toEqual([status, expect.stringContaining(detail)]);
    expect(await left()).toEqual(before);
  });

  test('an upload for which the disk has no room', async () => {
    const { payload, headers } = await picturesForm({ category: 'part' }, good);
    const answer = await server.app.inject({
      ...{ method: 'POST', url: '/api/v1/jobs/batch', payload },
      headers: { ...headers, 'content-length': String(1e18) },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([507, 'storage_full']);
  });

  test('a body that is neither JSON nor a form, and JSON that is no object', async () => {
    const text = { 'content-type': 'text/plain' };
    expect((await server.post('/api/v1/jobs/batch', 'hello', text)).status).toBe(415);
    expect((await server.post('/api/v1/jobs/batch', [1])).status).toBe(415);
    expect((await server.post('/api/v1/jobs/export', { filter: { nobody: 1 } })).status).toBe(422);
    expect((await server.get('/api/v1/jobs?state=nonsense')).status).toBe(422);
    expect((await server.get('/api/v1/jobs/nobody')).status).toBe(404);
    expect((await server.post('/api/v1/jobs/nobody/cancel', {})).status).toBe(404);
  });
});
