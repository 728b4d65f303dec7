import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CompiledQuery, type KyselyPlugin } from '#bundled/kysely';
import { describeOnDatabases, describeOnSqlite } from '../../test/databases.ts';
import { anInspection } from '../../test/inspections.ts';
import type { InspectionFilter, NewInspection } from '../schemas/inspection.ts';
import { countVerdicts } from './count-verdicts.ts';
import type { History } from './database.ts';
import { recordInspection } from './inspections.ts';
import { listInspections, streamInspections } from './list-inspections.ts';
import { reviewInspection } from './reviews.ts';

const at = (minute: number) => new Date(Date.UTC(2025, 2, 1, 10, minute));

async function record(db: History, serial: string, now: Date, changes: Partial<NewInspection> = {}) {
  const { inspection } = await recordInspection(db, anInspection({ serial, ...changes }), { now });
  return inspection;
}

async function serials(db: History, filter: InspectionFilter): Promise<(string | null)[]> {
  return (await listInspections(db, filter)).items.map(({ serial }) => serial);
}

describeOnDatabases(databases => {
  test('a list is newest first, in pages', async () => {
    const db = await databases.open();
    for (const minute of [1, 3, 2, 5, 4]) await record(db, `${minute}`, at(minute));
    const first = await listInspections(db, {}, { limit: 3 });
    const second = await listInspections(db, {}, { limit: 3, cursor: first.next_cursor });
    expect(first.items.map(({ serial }) => serial)).toEqual(['5', '4', '3']);
    expect(second.items.map(({ serial }) => serial)).toEqual(['2', '1']);
    expect(second.next_cursor).toBeNull();
  });

  test('every filter leaves what it names', async () => {
    const db = await databases.open();
    await record(db, 'A', at(1), { decision: 'PASS', anomaly_score: 0.5 });
    const b = await record(db, 'B', at(2), {
      decision: 'FAIL',
      anomaly_score: 2,
      category: 'lid',
      lot: 'L-8',
    });
    await record(db, 'C', at(3), { station: null, operator: 'Bo', line: 'line 3', model_version: 'v4' });
    await reviewInspection(
      db,
      b.id,
      { action: 'confirm', reason_code: 'scratch', note: null, supersedes: null },
      { reviewer: 'Ana' },
    );
    expect(await serials(db, { category: 'lid' })).toEqual(['B']);
    expect(await serials(db, { decisions: ['PASS', 'FAIL'] })).toEqual(['B', 'A']);
    expect(await serials(db, { decisions: ['REVIEW'] })).toEqual(['C']);
    expect(await serials(db, { serial: 'A' })).toEqual(['A']);
    expect(await serials(db, { lot: 'L-8' })).toEqual(['B']);
    expect(await serials(db, { line: 'line 3' })).toEqual(['C']);
    expect(await serials(db, { station: 'press' })).toEqual(['B', 'A']);
    expect(await serials(db, { operator: 'Bo' })).toEqual(['C']);
    expect(await serials(db, { model_version: 'v4' })).toEqual(['C']);
    expect(await serials(db, { from: at(2).toISOString() })).toEqual(['C', 'B']);
    expect(await serials(db, { before: at(2).toISOString() })).toEqual(['A']);
    expect(await serials(db, { score_min: 1, score_max: 1.5 })).toEqual(['C']);
    expect(await serials(db, { reviewed: true })).toEqual(['B']);
    expect(await serials(db, { reviewed: false })).toEqual(['C', 'A']);
    expect(await serials(db, { picture_sha256: 'f'.repeat(64) })).toEqual([]);
    expect(await serials(db, { category: "x' or '1'='1" })).toEqual([]);
  });

  test.each([
    ['a cursor', {}, { cursor: 'bm9uc2Vuc2U' }, 'cursor'],
    ['a limit', {}, { limit: 0 }, '1 to 500'],
    ['a time', { from: 'yesterday' }, {}, '/from'],
  ])('%s that cannot be is refused', async (_, filter, page, message) => {
    const db = await databases.open();
    await expect(listInspections(db, filter, page)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining(message),
    });
  });

  test('no inspection is lost or shown twice while others are recorded, whatever their times', async () => {
    const db = await databases.open();
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('newest' as const, 'oldest' as const),
        async (before, during, limit, order) => {
          const category = `category ${++round}`;
          const there = [];
          for (const minute of before) there.push((await record(db, 'x', at(minute), { category })).id);
          const seen: string[] = [];
          let cursor: string | null = null;
          do {
            const page = await listInspections(db, { category }, { limit, cursor, order });
            seen.push(...page.items.map(({ id }) => id));
            for (const minute of during.shift() ?? []) await record(db, 'new', at(minute), { category });
            cursor = page.next_cursor;
          } while (cursor !== null);
          expect(new Set(seen).size).toBe(seen.length);
          expect(there.filter(id => !seen.includes(id))).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('a stream gives every inspection, oldest first, across its pieces', async () => {
    const db = await databases.open();
    const ids: string[] = [];
    for (let index = 0; index < 405; index++) ids.push((await record(db, 'x', at(index))).id);
    const streamed: string[] = [];
    for await (const { id } of streamInspections(db, { category: 'cap' })) streamed.push(id);
    expect(streamed).toEqual(ids);
  });

  test('a stream ends when it is cancelled', async () => {
    const db = await databases.open();
    await record(db, 'x', at(1));
    const reading = streamInspections(db, {}, AbortSignal.abort()).next();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('verdicts are counted by stretch of time, as numbers', async () => {
    const db = await databases.open();
    await record(db, 'x', at(1), { decision: 'PASS' });
    await record(db, 'x', at(2), { decision: 'PASS' });
    await record(db, 'x', at(61), { decision: 'FAIL' });
    expect(await countVerdicts(db, {}, 'hour')).toEqual([
      { bucket: '2025-03-01T10', pass: 2, review: 0, fail: 0 },
      { bucket: '2025-03-01T11', pass: 0, review: 0, fail: 1 },
    ]);
    expect(await countVerdicts(db, { decisions: ['FAIL'] }, 'day')).toEqual([
      { bucket: '2025-03-01', pass: 0, review: 0, fail: 1 },
    ]);
  });
});

describeOnSqlite(databases => {
  test.each([
    ['none', {}],
    ['a category', { category: 'cap' }],
    ['a category and a verdict', { category: 'cap', decisions: ['FAIL'] }],
    ['a verdict', { decisions: ['PASS'] }],
    ['what waits for a review', { decisions: ['REVIEW', 'FAIL'], reviewed: false }],
    ['what was reviewed', { reviewed: true }],
    ['a serial number', { serial: 'A' }],
    ['a lot', { lot: 'A' }],
    ['a line', { line: 'A' }],
    ['a station', { station: 'A' }],
    ['an operator', { operator: 'A' }],
    ['a model version', { model_version: 'v1' }],
    ['a time', { from: at(1).toISOString(), before: at(2).toISOString() }],
  ] as [string, InspectionFilter][])(
    'the filter of %s reads a page from an index, without sorting',
    async (_, filter) => {
      const db = await databases.open();
      const plan = (await planOf(db, filter)).join('\n');
      expect(plan).toMatch(/USING INDEX inspections_/);
      expect(plan).not.toContain('TEMP B-TREE');
    },
  );
});

/** How SQLite will read the page that a list asks for. */
async function planOf(db: History, filter: InspectionFilter): Promise<string[]> {
  const asked: CompiledQuery[] = [];
  const listening: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      asked.push(db.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await listInspections(db.withPlugin(listening), filter);
  const { sql, parameters } = asked[0]!;
  const { rows } = await db.executeQuery<{ readonly detail: string }>(
    CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
  );
  return rows.map(({ detail }) => detail);
}
