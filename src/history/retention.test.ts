import { expect, test } from 'vitest';
import { putBlob } from '../../test/blobs.ts';
import { describeOnDatabases } from '../../test/databases.ts';
import { anInspection } from '../../test/inspections.ts';
import type { Verdict } from '../schemas/inspection.ts';
import { listAudit } from './audit.ts';
import { blobTotals, readBlob } from './blobs.ts';
import type { History } from './database.ts';
import { getInspection, recordInspection } from './inspections.ts';
import { applyRetention } from './retention.ts';
import { planRetention, type RetentionPolicy } from './retention-plan.ts';

const now = new Date('2025-06-01T00:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const KEEP_ALL: RetentionPolicy = { days: { PASS: null, REVIEW: null, FAIL: null }, budgetBytes: null };
const BY_AGE: RetentionPolicy = { days: { PASS: 7, REVIEW: 30, FAIL: null }, budgetBytes: null };

/** An inspection with a picture of 100 bytes, one of its own unless `content` is shared. */
async function inspected(db: History, folder: string, decision: Verdict, days: number, content?: string) {
  const bytes = Buffer.from((content ?? `${decision} ${days}`).padEnd(100));
  const { sha256 } = await putBlob(db, folder, bytes, 'image/png', daysAgo(days));
  const { picture } = anInspection();
  const given = anInspection({ decision, picture: { ...picture, sha256, kept: true } });
  return (await recordInspection(db, given, { now: daysAgo(days) })).inspection;
}

describeOnDatabases(databases => {
  test('pictures go by verdict and age, records stay, and the audit log says so', async () => {
    const [db, folder] = [await databases.open(), await databases.folder()];
    const oldPass = await inspected(db, folder, 'PASS', 8);
    const kept = [
      await inspected(db, folder, 'PASS', 6),
      await inspected(db, folder, 'REVIEW', 8),
      await inspected(db, folder, 'FAIL', 300),
    ];
    const removed = await applyRetention(db, { policy: BY_AGE, folder, actor: 'system', now });
    expect(removed).toEqual({ inspections: 1, blobs: 1, bytes: 100 });
    expect(await getInspection(db, oldPass.id)).toMatchObject({
      anomaly_score: oldPass.anomaly_score,
      picture: { sha256: oldPass.picture.sha256, kept: false },
      pictures_removed_at: now.toISOString(),
    });
    await expect(readBlob(folder, oldPass.picture.sha256)).rejects.toMatchObject({ code: 'data_not_found' });
    for (const { picture } of kept) expect((await readBlob(folder, picture.sha256)).byteLength).toBe(100);
    expect((await listAudit(db)).map(({ action }) => action)).toEqual(['retention.apply']);
    expect(await applyRetention(db, { policy: BY_AGE, folder, actor: 'system', now })).toEqual({
      inspections: 0,
      blobs: 0,
      bytes: 0,
    });
  });

  test('a dry run says what would go and touches nothing', async () => {
    const [db, folder] = [await databases.open(), await databases.folder()];
    const { id } = await inspected(db, folder, 'PASS', 8);
    expect(await planRetention(db, BY_AGE, now)).toEqual({
      inspections: [{ id, decision: 'PASS', because: 'age' }],
      of: { PASS: 1, REVIEW: 0, FAIL: 0 },
      bytes: 100,
      overBudgetBytes: 0,
    });
    expect(await blobTotals(db)).toEqual({ count: 1, bytes: 100 });
    expect((await getInspection(db, id)).pictures_removed_at).toBeNull();
  });

  test('a blob that another inspection refers to stays until that one goes, too', async () => {
    const [db, folder] = [await databases.open(), await databases.folder()];
    const pass = await inspected(db, folder, 'PASS', 10, 'the same');
    await inspected(db, folder, 'FAIL', 9, 'the same');
    expect((await planRetention(db, BY_AGE, now)).bytes).toBe(0);
    const run = (policy: RetentionPolicy) => applyRetention(db, { policy, folder, actor: 'system', now });
    expect(await run(BY_AGE)).toEqual({ inspections: 1, blobs: 0, bytes: 0 });
    expect((await readBlob(folder, pass.picture.sha256)).byteLength).toBe(100);
    const noFails = { ...BY_AGE, days: { PASS: 7, REVIEW: 8, FAIL: 8 } };
    expect(await run(noFails)).toEqual({ inspections: 1, blobs: 1, bytes: 100 });
  });

  test('a budget takes the oldest PASS first, then REVIEW, then FAIL, and no more than needed', async () => {
    const [db, folder] = [await databases.open(), await databases.folder()];
    for (const days of [1, 2, 3])
      for (const decision of ['FAIL', 'REVIEW', 'PASS'] as const) await inspected(db, folder, decision, days);
    const going = async (budgetBytes: number) => {
      const plan = await planRetention(db, { ...KEEP_ALL, budgetBytes }, now);
      expect(plan.overBudgetBytes).toBe(0);
      return [plan.of.PASS, plan.of.REVIEW, plan.of.FAIL];
    };
    expect(await going(900)).toEqual([0, 0, 0]);
    expect(await going(750)).toEqual([2, 0, 0]);
    expect(await going(500)).toEqual([3, 1, 0]);
    expect(await going(100)).toEqual([3, 3, 2]);
    const policy = { ...KEEP_ALL, budgetBytes: 500 };
    expect(await applyRetention(db, { policy, folder, actor: 'system', now })).toMatchObject({ bytes: 400 });
    expect(await blobTotals(db)).toEqual({ count: 5, bytes: 500 });
  });

  test('age and budget together count every inspection once', async () => {
    const [db, folder] = [await databases.open(), await databases.folder()];
    for (const days of [1, 2, 8, 9]) await inspected(db, folder, 'PASS', days);
    const plan = await planRetention(db, { ...BY_AGE, budgetBytes: 100 }, now);
    expect(plan.inspections.map(({ because }) => because)).toEqual(['age', 'age', 'budget']);
    expect(plan.bytes).toBe(300);
  });

  test('a run that is cancelled stops before it removes', async () => {
    const [db, folder] = [await databases.open(), await databases.folder()];
    await inspected(db, folder, 'PASS', 8);
    const signal = AbortSignal.abort();
    await expect(
      applyRetention(db, { policy: BY_AGE, folder, actor: 'system', now, signal }),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect((await blobTotals(db)).count).toBe(1);
  });

  test.each([
    [
      'that keeps PASS longer than FAIL',
      { ...BY_AGE, days: { PASS: 7, REVIEW: 7, FAIL: 3 } },
      'at least as long',
    ],
    [
      'that keeps PASS for ever and REVIEW not',
      { ...BY_AGE, days: { PASS: null, REVIEW: 7, FAIL: 7 } },
      'unlimited',
    ],
    ['with a negative budget', { ...KEEP_ALL, budgetBytes: -1 }, 'from 0'],
  ])('a policy %s is refused', async (_, policy, message) => {
    const db = await databases.open();
    await expect(planRetention(db, policy, now)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining(message),
    });
  });
});
