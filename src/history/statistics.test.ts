import { expect, test } from 'vitest';
import { describeOnDatabases } from '../../test/databases.ts';
import { anInspection } from '../../test/inspections.ts';
import type { NewInspection, Verdict } from '../schemas/inspection.ts';
import type { ReviewAction } from '../schemas/review.ts';
import type { History } from './database.ts';
import { recordInspection } from './inspections.ts';
import { latencyOf } from './latencies.ts';
import { countByQuarter, countByValue, countOutcomes } from './outcome-counts.ts';
import { countPlaces, countReasons } from './pareto.ts';
import { reviewQueue } from './review-queue.ts';
import { reviewInspection } from './reviews.ts';
import { countAbove, newestScores } from './score-series.ts';

async function inspected(
  db: History,
  time: string,
  decision: Verdict,
  changes: Partial<NewInspection> = {},
): Promise<string> {
  const now = new Date(`2025-03-01T${time}Z`);
  return (await recordInspection(db, anInspection({ decision, ...changes }), { now })).inspection.id;
}

function reviewed(db: History, id: string, action: ReviewAction, reason_code: string) {
  return reviewInspection(db, id, { action, reason_code, note: null, supersedes: null }, { reviewer: 'Ana' });
}

/** One of every outcome. */
async function everyOutcome(db: History) {
  await inspected(db, '09:59:59.999', 'PASS', { line: null });
  const escaped = await inspected(db, '10:00:00', 'PASS');
  const confirmed = await inspected(db, '10:14:59.999', 'FAIL', { anomaly_score: 3 });
  const overruled = await inspected(db, '10:15:00', 'FAIL', { anomaly_score: 2 });
  const waiting = await inspected(db, '10:45:00', 'REVIEW');
  await reviewed(db, escaped, 'escape', 'crack');
  await reviewed(db, confirmed, 'confirm', 'crack');
  await reviewed(db, overruled, 'overrule', 'dirt');
  return { escaped, confirmed, overruled, waiting };
}

const NONE = { pass: 0, review: 0, fail: 0, waiting: 0, overruled: 0, confirmed: 0, escapes: 0 };
const box = { x: 0, y: 0, width: 1, height: 1 };

function regionAt(x: number, y: number): NewInspection['regions'] {
  const [region] = anInspection().regions;
  return [{ ...region!, box, peak: { value: 1, x, y } }];
}

describeOnDatabases(databases => {
  test('outcomes are counted by quarter of an hour, by value and in all', async () => {
    const db = await databases.open();
    await everyOutcome(db);
    expect(await countByQuarter(db, {})).toEqual([
      { ...NONE, quarter: '2025-03-01T09:45', inspected: 1, pass: 1 },
      { ...NONE, quarter: '2025-03-01T10:00', inspected: 2, pass: 1, fail: 1, escapes: 1, confirmed: 1 },
      { ...NONE, quarter: '2025-03-01T10:15', inspected: 1, fail: 1, overruled: 1 },
      { ...NONE, quarter: '2025-03-01T10:45', inspected: 1, review: 1, waiting: 1 },
    ]);
    expect(await countByValue(db, {}, 'line', 10)).toMatchObject([
      { value: 'line 2', inspected: 4 },
      { value: null, inspected: 1 },
    ]);
    expect(await countOutcomes(db, {})).toMatchObject({ inspected: 5, pass: 2, escapes: 1 });
    expect(await countOutcomes(db, { category: 'lid' })).toEqual({ ...NONE, inspected: 0 });
  });

  test('reasons are those of the reviews in force', async () => {
    const db = await databases.open();
    const { confirmed, overruled } = await everyOutcome(db);
    expect(await countReasons(db, {})).toMatchObject([
      { action: 'confirm', reason_code: 'crack', inspections: 1, latest_id: confirmed },
      { action: 'escape', reason_code: 'crack', inspections: 1 },
      { action: 'overrule', reason_code: 'dirt', inspections: 1 },
    ]);
    const again = await reviewInspection(
      db,
      overruled,
      {
        action: 'confirm',
        reason_code: 'dent',
        note: null,
        supersedes: await standing(db, overruled),
      },
      { reviewer: 'Bo' },
    );
    expect(again.decision_after).toBe('FAIL');
    const codes = (await countReasons(db, {})).map(({ reason_code }) => reason_code);
    expect(codes.sort()).toEqual(['crack', 'crack', 'dent']);
    expect(await countReasons(db, { line: 'line 9' })).toEqual([]);
  });

  test('regions are counted where they are, pictures of any size and peaks on the edge included', async () => {
    const db = await databases.open();
    const picture = { name: 'a.png', sha256: 'a'.repeat(64), kept: false };
    const wide = { ...picture, width: 800, height: 400 };
    await inspected(db, '10:00:00', 'FAIL', { picture: wide, regions: regionAt(799.5, 0) });
    const last = await inspected(db, '10:00:01', 'FAIL', {
      picture: { ...picture, width: 80, height: 40 },
      regions: [...regionAt(80, 3), ...regionAt(0, 40)],
    });
    await inspected(db, '10:00:02', 'PASS', { picture: wide, regions: regionAt(1, 1) });
    expect(await countPlaces(db, {}, 4)).toEqual([
      { column: 3, row: 0, regions: 2, inspections: 2, latest_id: last },
      { column: 0, row: 3, regions: 1, inspections: 1, latest_id: last },
    ]);
    expect(await countPlaces(db, { category: 'lid' }, 4)).toEqual([]);
  });

  test('latencies are percentiles by nearest rank', async () => {
    const db = await databases.open();
    for (let ms = 1; ms <= 20; ms++)
      await inspected(db, '10:00:00', 'PASS', { timings: { inspection_ms: ms * 1.5 } });
    await inspected(db, '10:00:00', 'PASS', { timings: {} });
    const found = await latencyOf(db, {});
    expect(found).toEqual({ inspections: 20, p50: 15, p90: 27, p95: 28.5, p99: 30, max: 30 });
    expect(await latencyOf(db, { category: 'lid' })).toMatchObject({ inspections: 0, p50: null, max: null });
  });

  test('scores are the newest in the order of time, and counted against another threshold', async () => {
    const db = await databases.open();
    await everyOutcome(db);
    const scores = await newestScores(db, {}, 2);
    expect(scores.map(({ created_at }) => created_at.slice(11, 16))).toEqual(['10:15', '10:45']);
    const counts = await countAbove(db, {}, 2);
    expect([...counts].sort((a, b) => a.truth.localeCompare(b.truth))).toEqual([
      { truth: 'defective', inspections: 2, above: 1 },
      { truth: 'good', inspections: 1, above: 0 },
      { truth: 'unknown', inspections: 2, above: 0 },
    ]);
  });

  test('the queue shows the worst first, in pages, whatever the scale of a category', async () => {
    const db = await databases.open();
    for (const [serial, anomaly_score, threshold] of [
      ['a', 30, 20],
      ['b', 3, 1],
      ['c', 30, 20],
      ['d', 1, 0],
      ['e', 1 / 3, 1 / 7],
    ] as const)
      await inspected(db, '10:00:00', 'FAIL', { serial, anomaly_score, threshold });
    await inspected(db, '10:00:00', 'PASS', { serial: 'f', anomaly_score: 99 });
    const seen: (string | null)[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof reviewQueue>> = await reviewQueue(
        db,
        {},
        { order: 'worst', limit: 1, cursor },
      );
      seen.push(...page.items.map(({ serial }) => serial));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect([seen[0], seen[1], seen.at(-1)]).toEqual(['b', 'e', 'd']);
    expect(seen.sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

async function standing(db: History, id: string): Promise<string | null> {
  const { review_id } = await db
    .selectFrom('inspections')
    .select('review_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return review_id;
}
