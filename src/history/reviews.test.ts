import { expect, test } from 'vitest';
import { describeOnDatabases } from '../../test/databases.ts';
import { anInspection } from '../../test/inspections.ts';
import type { Verdict } from '../schemas/inspection.ts';
import type { NewReview } from '../schemas/review.ts';
import { listAudit } from './audit.ts';
import type { History } from './database.ts';
import { getInspection, recordInspection } from './inspections.ts';
import { reviewQueue } from './review-queue.ts';
import { listReviews, reviewInspection } from './reviews.ts';

const ANA = { reviewer: 'Ana', now: new Date('2025-03-01T10:00:00Z') };

const saying = (action: NewReview['action'], supersedes: string | null = null): NewReview => ({
  action,
  reason_code: 'reflection',
  note: null,
  supersedes,
});

async function inspected(db: History, decision: Verdict, now = new Date()): Promise<string> {
  return (await recordInspection(db, anInspection({ decision }), { now })).inspection.id;
}

describeOnDatabases(databases => {
  test.each([
    ['REVIEW', 'confirm', 'FAIL'],
    ['REVIEW', 'overrule', 'PASS'],
    ['FAIL', 'confirm', 'FAIL'],
    ['FAIL', 'overrule', 'PASS'],
    ['PASS', 'escape', 'FAIL'],
  ] as const)(
    'a %s that somebody reports as %s counts as %s, and the verdict stays',
    async (decision, action, outcome) => {
      const db = await databases.open();
      const id = await inspected(db, decision);
      const review = await reviewInspection(db, id, saying(action), ANA);
      expect(review).toMatchObject({ decision_before: decision, decision_after: outcome, reviewer: 'Ana' });
      expect(await getInspection(db, id)).toMatchObject({
        decision,
        final_decision: outcome,
        review_id: review.id,
        reviewed_at: '2025-03-01T10:00:00.000Z',
        reviewed_by: 'Ana',
      });
      expect(await listReviews(db, id)).toEqual([review]);
    },
  );

  test.each([
    ['PASS', 'confirm'],
    ['PASS', 'overrule'],
    ['FAIL', 'escape'],
  ] as const)('a %s cannot be reported as %s', async (decision, action) => {
    const db = await databases.open();
    const id = await inspected(db, decision);
    await expect(reviewInspection(db, id, saying(action), ANA)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining(`verdict is ${decision}`),
    });
    expect(await listReviews(db, id)).toEqual([]);
  });

  test('overrulings and escapes are in the audit log, confirmations are not', async () => {
    const db = await databases.open();
    const id = await inspected(db, 'FAIL');
    await reviewInspection(db, await inspected(db, 'FAIL'), saying('confirm'), ANA);
    await reviewInspection(db, id, { ...saying('overrule'), note: 'lamp' }, ANA);
    await reviewInspection(db, await inspected(db, 'PASS'), saying('escape'), ANA);
    const entries = await listAudit(db);
    expect(entries.map(({ action }) => action)).toEqual(['review.overrule', 'review.escape']);
    expect(entries[0]).toMatchObject({
      actor: 'Ana',
      subject: `inspection/${id}`,
      reason: 'reflection: lamp',
    });
  });

  test('of two who review at the same time, one is told', async () => {
    const db = await databases.open();
    const id = await inspected(db, 'REVIEW');
    const both = await Promise.allSettled([
      reviewInspection(db, id, saying('confirm'), ANA),
      reviewInspection(db, id, saying('overrule'), { reviewer: 'Bo' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await listReviews(db, id)).toHaveLength(1);
  });

  test('a review is replaced by one that names it, and both are kept', async () => {
    const db = await databases.open();
    const id = await inspected(db, 'FAIL');
    const first = await reviewInspection(db, id, saying('overrule'), ANA);
    await expect(reviewInspection(db, id, saying('confirm'), ANA)).rejects.toThrow('in the meantime');
    const second = await reviewInspection(db, id, saying('confirm', first.id), { reviewer: 'Bo' });
    expect(second).toMatchObject({ decision_before: 'PASS', decision_after: 'FAIL' });
    expect((await listReviews(db, id)).map(({ id }) => id).sort()).toEqual([first.id, second.id].sort());
    expect((await getInspection(db, id)).final_decision).toBe('FAIL');
  });

  test('REVIEW and FAIL wait for a review, the oldest first, until they have one', async () => {
    const db = await databases.open();
    const at = (minute: number) => new Date(Date.UTC(2025, 2, 1, 10, minute));
    const fail = await inspected(db, 'FAIL', at(2));
    const review = await inspected(db, 'REVIEW', at(1));
    await inspected(db, 'PASS', at(0));
    const waiting = async () => (await reviewQueue(db, { category: 'cap' })).items.map(({ id }) => id);
    expect(await waiting()).toEqual([review, fail]);
    await reviewInspection(db, review, saying('overrule'), ANA);
    expect(await waiting()).toEqual([fail]);
    expect((await reviewQueue(db, { category: 'lid' })).items).toEqual([]);
  });

  test('a review of what is not there is refused', async () => {
    const db = await databases.open();
    await expect(reviewInspection(db, 'nobody', saying('confirm'), ANA)).rejects.toMatchObject({
      code: 'data_not_found',
    });
  });
});
