import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawPart, withDefect } from '../../test/fixtures/parts.ts';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { encodeMaskPng, encodePng } from '../image/codec.ts';

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

const say = (id: string, action: string, reason_code: string, more: Document = {}) =>
  server.post(`/api/v1/inspections/${id}/reviews`, { action, reason_code, ...more });

const audited = async (action: string) =>
  (await server.context.history.selectFrom('audit').selectAll().where('action', '=', action).execute())
    .length;

describe('a review', () => {
  test('takes an inspection out of the queue, and the second of two people is told what the first decided', async () => {
    const id = await inspect(server.pictures.broken, { lot: 'review' });
    const queue = async () =>
      (await server.get('/api/v1/reviews/queue?lot=review&order=worst')).json().items as Document[];
    expect((await queue()).map(item => item.id)).toEqual([id]);
    const both = await Promise.all([say(id, 'confirm', 'dent'), say(id, 'overrule', 'dirt')]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const [first, second] = both[0]!.status === 201 ? both : [both[1]!, both[0]!];
    expect(second!.json()).toMatchObject({ code: 'already_reviewed', review: { id: first!.json().id } });
    expect(await queue()).toEqual([]);
    const { reviews } = (await server.get(`/api/v1/inspections/${id}/reviews`)).json();
    expect(reviews).toHaveLength(1);
  });

  test('that overrules is audited, and so is one that takes that back', async () => {
    const id = await inspect(server.pictures.broken);
    const before = await audited('review.overrule');
    const first = (await say(id, 'overrule', 'reflection')).json();
    expect(await audited('review.overrule')).toBe(before + 1);
    const confirmed = await audited('review.confirm');
    const again = await say(id, 'confirm', 'scratch', { supersedes: String(first.id), note: 'looked again' });
    expect(again.json()).toMatchObject({ decision_before: 'PASS', decision_after: 'FAIL' });
    expect(await audited('review.confirm')).toBe(confirmed + 1);
  });

  test('names a reason of the list that fits, and an administrator changes the list', async () => {
    const id = await inspect(server.pictures.broken);
    const refused = await say(id, 'overrule', 'crack');
    expect(refused.json()).toMatchObject({ status: 422, code: 'invalid_argument' });
    expect(refused.json().detail).toContain('acceptable_variation');
    const list = (await server.get('/api/v1/review-reasons')).json();
    const own = { code: 'flash', label: 'Flash', actions: ['overrule'] };
    const put = (reasons: unknown) =>
      server.app.inject({ method: 'PUT', url: '/api/v1/review-reasons', payload: { reasons } as object });
    expect((await put([own, own])).statusCode).toBe(422);
    expect((await put([...(list.reasons as Document[]), own])).statusCode).toBe(200);
    expect((await say(id, 'overrule', 'flash')).status).toBe(201);
    expect(await audited('review_reasons.change')).toBe(1);
  });

  test('of several inspections keeps none back for another', async () => {
    const [bad, taken, good] = [
      await inspect(server.pictures.broken),
      await inspect(server.pictures.broken),
      await inspect(server.pictures.good),
    ];
    await say(taken, 'confirm', 'dent');
    const reviews = [bad, taken, good, 'nobody'].map(inspection_id => ({
      inspection_id,
      action: 'confirm',
      reason_code: 'dent',
    }));
    const answer = await server.post('/api/v1/reviews', { reviews });
    const { results, recorded } = answer.json();
    expect((results as Document[]).map(({ outcome }) => outcome)).toEqual([
      'recorded',
      'conflict',
      'refused',
      'refused',
    ]);
    expect(recorded).toBe(1);
    expect((await server.post('/api/v1/reviews', { reviews: [] })).status).toBe(422);
  });
});

describe('what follows from a review', () => {
  test('an escape goes to the regression set with its mask, once', async () => {
    const { good } = server.pictures;
    const id = await inspect(good);
    const wrong = { reason_code: 'crack', mask_base64: 'no base64!' };
    expect((await server.post(`/api/v1/inspections/${id}/escape`, wrong)).status).toBe(422);
    const shown = (await server.get(`/api/v1/inspections/${id}`)).json().picture as {
      width: number;
      height: number;
    };
    const mask = await encodeMaskPng({ ...shown, data: new Uint8Array(shown.width * shown.height).fill(1) });
    const report = { reason_code: 'crack', mask_base64: Buffer.from(mask).toString('base64') };
    const answer = await server.post(`/api/v1/inspections/${id}/escape`, report);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json()).toMatchObject({
      review: { action: 'escape', decision_after: 'FAIL' },
      regression: { known: false, pictures: 1 },
    });
    const again = await server.post(`/api/v1/inspections/${id}/escape`, { reason_code: 'crack' });
    expect(again.json()).toMatchObject({ review: null, regression: { known: true, pictures: 1 } });
    const set = (await server.get('/api/v1/regression/part')).json().pictures as Document[];
    expect(set).toMatchObject([{ label: 'defect', masked: true, reason: 'crack' }]);
    const check = await server.post('/api/v1/regression/part/check', { version: 'v1' });
    expect(check.json()).toMatchObject({ worse: 0, pictures: [{ outcome: 'still_wrong' }] });
    const gone = await server.app.inject({
      method: 'DELETE',
      url: `/api/v1/regression/part/${String(set[0]!.sha256).slice(0, 12)}`,
    });
    expect(gone.json()).toEqual({ category: 'part', pictures: [] });
  });

  test('a recorded inspection is repeated to the last bit, by the version that made it', async () => {
    const id = await inspect(server.pictures.broken);
    const replay = await server.post(`/api/v1/inspections/${id}/replay`, undefined);
    expect(replay.json(), replay.text).toMatchObject({ inspection_id: id, same: true, differences: [] });
    expect((await server.post('/api/v1/inspections/none/replay', undefined)).status).toBe(404);
  });

  test('an overruled part is taught, and only an overruled one', async () => {
    const picture = await encodePng(withDefect(drawPart(202), 30, 30, 9));
    const id = await inspect(picture);
    const early = await server.post(`/api/v1/inspections/${id}/teach`, {});
    expect(early.json().detail).toContain('Overrule it first');
    await say(id, 'overrule', 'acceptable_variation');
    const answer = await server.post(`/api/v1/inspections/${id}/teach`, { reason: 'new supplier' });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json()).toMatchObject({ activated: true, from: 'v1', regression: { worse: 0 } });
    const again = (await server.get(`/api/v1/inspections/${await inspect(picture)}`)).json();
    expect(again.model_version).toBe(answer.json().version);
    expect(Number(again.anomaly_score)).toBeLessThan(Number(answer.json().score_before));
    expect(await audited('model.teach')).toBe(1);
  });
});

describe('thresholds', () => {
  test('are set anew as a version of their own, as the what-if said', async () => {
    const card = (await server.get('/api/v1/models/part/calibration')).json();
    const scores = card.held_out_scores as number[];
    const { counts, edges } = card.histogram as { counts: number[]; edges: number[] };
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(scores.length);
    expect(edges).toHaveLength(counts.length + 1);
    const what = (await server.get('/api/v1/models/part/what-if?false_reject_rate=0.2')).json();
    expect(what).toMatchObject({ held_out: { of: scores.length }, evaluated: null });
    const byThreshold = (
      await server.get(`/api/v1/models/part/what-if?threshold=${String(what.threshold)}`)
    ).json();
    expect(byThreshold.expected_false_rejects_per_1000).toBe(what.expected_false_rejects_per_1000);
    expect((await server.get('/api/v1/models/part/what-if')).status).toBe(422);
    const order = { max_false_reject_rate: 0.2, reason: 'fewer escapes' };
    const answer = await server.post('/api/v1/models/part/thresholds', order);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json()).toMatchObject({ activated: true, thresholds: { after: { fail: what.threshold } } });
    expect((await server.post('/api/v1/models/part/thresholds', order)).json().detail).toContain('in use');
    const strict = { max_false_reject_rate: 0.001, reason: 'never' };
    expect((await server.post('/api/v1/models/part/thresholds', strict)).status).toBe(422);
    expect(await audited('threshold.change')).toBe(1);
    const inspected = (await server.get(`/api/v1/inspections/${await inspect(server.pictures.good)}`)).json();
    expect(inspected.threshold).toBe(what.threshold);
  });
});
