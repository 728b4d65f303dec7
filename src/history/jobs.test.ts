import { expect, test } from 'vitest';
import { describeOnDatabases } from '../../test/databases.ts';
import { listAudit } from './audit.ts';
import type { History } from './database.ts';
import { newId } from './id.ts';
import { appendJobEvent, latestJobEvents, listJobEvents } from './job-events.ts';
import { createJob, findJob, getJob } from './jobs.ts';
import { listJobs } from './list-jobs.ts';
import { claimJob, finishJob, recoverJobs, requestCancel, requeueJob } from './run-jobs.ts';

const KEY = { scope: 'local', key: 'once', requestSha256: '1'.repeat(64) };

async function add(db: History, kind: 'train' | 'batch' = 'train', category = 'cap'): Promise<string> {
  const id = newId();
  const request = { seed: 1 };
  await createJob(db, { id, kind, category, created_by: 'Ayşe', request, input: null });
  await new Promise(resolve => setTimeout(resolve, 2)); // the next one is later
  return id;
}

const progress = (done: number) => ({
  ...{ type: 'progress' as const, stage: 'features', done, total: 9, per_second: 2, seconds_left: 1 },
});

describeOnDatabases(databases => {
  test('a job is created once for a key, and another request with it is refused', async () => {
    const db = await databases.open();
    const asked = { kind: 'batch' as const, category: 'cap', created_by: 'local', request: {}, input: null };
    const first = await createJob(db, { id: newId(), ...asked }, { idempotency: KEY });
    const again = await createJob(db, { id: newId(), ...asked }, { idempotency: KEY });
    expect([first.repeated, again.repeated, again.job.id]).toEqual([false, true, first.job.id]);
    expect((await findJob(db, KEY))?.id).toBe(first.job.id);
    const other = { ...KEY, requestSha256: '2'.repeat(64) };
    await expect(createJob(db, { id: newId(), ...asked }, { idempotency: other })).rejects.toThrow(
      'another job',
    );
    expect((await listJobs(db, {})).items).toHaveLength(1);
    await createJob(db, { id: newId(), ...asked });
    await createJob(db, { id: newId(), ...asked });
    expect((await listJobs(db, {})).items).toHaveLength(3);
  });

  test('the job that has waited longest is claimed, unless its category is busy', async () => {
    const db = await databases.open();
    const [one, two] = [await add(db), await add(db, 'train', 'bolt')];
    await add(db, 'batch');
    expect((await claimJob(db, ['train'], ['cap']))?.id).toBe(two);
    const job = await claimJob(db, ['train'], []);
    expect(job).toMatchObject({
      id: one,
      state: 'running',
      started_at: expect.any(String),
      request: { seed: 1 },
    });
    expect(await claimJob(db, ['train'], [])).toBeNull();
    expect(await claimJob(db, ['batch'], ['cap'])).toBeNull();
  });

  test('two who claim at the same time do not get the same job', async () => {
    const db = await databases.open();
    await add(db);
    await add(db, 'train', 'bolt');
    const claimed = await Promise.all([claimJob(db, ['train'], []), claimJob(db, ['train'], [])]);
    const ids = claimed.flatMap(job => job?.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('events have numbers without gaps, and the last progress is in the job', async () => {
    const db = await databases.open();
    const id = await add(db);
    await claimJob(db, ['train'], []);
    await Promise.all([1, 2, 3].map(done => appendJobEvent(db, id, progress(done))));
    const events = await listJobEvents(db, id, 0);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(events.slice(0, 2).map(({ event }) => event)).toMatchObject([
      { state: 'queued' },
      { state: 'running' },
    ]);
    expect((await listJobEvents(db, id, 3)).map(({ seq }) => seq)).toEqual([4, 5]);
    expect((await latestJobEvents(db, id, 2)).map(({ seq }) => seq)).toEqual([4, 5]);
    const { type: _, ...last } = events.at(-1)!.event as ReturnType<typeof progress>;
    expect((await getJob(db, id)).progress).toEqual(last);
  });

  test('a job ends together with what it says in the audit log', async () => {
    const db = await databases.open();
    const id = await add(db);
    await claimJob(db, ['train'], []);
    const audit = [
      { actor: 'Ayşe', action: 'model.train', subject: 'category/cap', after: { version: 'v2' } },
    ];
    await finishJob(db, id, { state: 'succeeded', result: { version: 'v2' }, audit });
    expect(await getJob(db, id)).toMatchObject({
      state: 'succeeded',
      result: { version: 'v2' },
      error: null,
    });
    expect(await listAudit(db)).toMatchObject([{ actor: 'Ayşe', action: 'model.train' }]);
  });

  test('a waiting job is cancelled at once, a running one is marked, an ended one stays', async () => {
    const db = await databases.open();
    const [one, two] = [await add(db), await add(db)];
    await claimJob(db, ['train'], []);
    expect(await requestCancel(db, one)).toMatchObject({ state: 'running', cancel_requested: true });
    expect(await requestCancel(db, two)).toMatchObject({ state: 'cancelled' });
    expect((await requestCancel(db, two)).finished_at).toBe((await getJob(db, two)).finished_at);
    await expect(requestCancel(db, 'nobody')).rejects.toMatchObject({ code: 'data_not_found' });
  });

  test('a job that the server died with is queued twice again and then fails; a stop does not count', async () => {
    const db = await databases.open();
    const id = await add(db);
    for (let time = 0; time < 5; time++) {
      await claimJob(db, ['train'], []);
      await requeueJob(db, id);
    }
    for (const expected of [{ queued: 1 }, { queued: 1 }, { failed: 1 }, { failed: 0 }]) {
      await claimJob(db, ['train'], []);
      expect(await recoverJobs(db)).toMatchObject(expected);
    }
    const job = await getJob(db, id);
    expect(job).toMatchObject({ state: 'failed', interruptions: 3, error: { code: 'compute_failed' } });
    expect(job.error?.detail).toContain('3 times');
  });

  test('a job that was to be cancelled when the server died is cancelled', async () => {
    const db = await databases.open();
    const id = await add(db);
    await claimJob(db, ['train'], []);
    await requestCancel(db, id);
    expect(await recoverJobs(db)).toEqual({ queued: 0, failed: 0, cancelled: 1 });
    expect((await getJob(db, id)).state).toBe('cancelled');
  });

  test('a list goes on where the page before ended, and filters', async () => {
    const db = await databases.open();
    const ids = [await add(db), await add(db, 'batch'), await add(db, 'batch', 'bolt')];
    const first = await listJobs(db, {}, { limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    const next = await listJobs(db, {}, { limit: 2, cursor: first.next_cursor });
    expect([next.items.map(({ id }) => id), next.next_cursor]).toEqual([[ids[0]], null]);
    expect((await listJobs(db, { kind: 'batch', category: 'bolt', state: 'queued' })).items).toHaveLength(1);
    await expect(listJobs(db, {}, { cursor: 'x' })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(listJobs(db, {}, { limit: 0 })).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});
