import { expect, test } from 'vitest';
import { describeOnDatabases } from '../../test/databases.ts';
import { anInspection } from '../../test/inspections.ts';
import { forgetKeys, getInspection, recordInspection } from './inspections.ts';
import { listInspections } from './list-inspections.ts';

const KEY = { scope: 'line 2', key: 'part-1', requestSha256: '1'.repeat(64) };

describeOnDatabases(databases => {
  test('an inspection is given back as it was recorded', async () => {
    const db = await databases.open();
    const given = anInspection({
      reason: 'Ω "quoted" \\ line\nbreak 😀',
      anomaly_score: 1 / 3,
      p_value: null,
    });
    const { inspection } = await recordInspection(db, given, { now: new Date('2025-03-01T10:00:00Z') });
    expect(await getInspection(db, inspection.id)).toEqual(inspection);
    expect(inspection).toMatchObject({
      ...given,
      created_at: '2025-03-01T10:00:00.000Z',
      final_decision: null,
    });
  });

  test('an inspection that is not there is told by its id', async () => {
    const db = await databases.open();
    await expect(getInspection(db, 'nobody')).rejects.toMatchObject({
      code: 'data_not_found',
      message: expect.stringContaining('"nobody"'),
    });
  });

  test.each([
    ['a line break in the serial number', { serial: 'a\nb' }, '/serial'],
    ['a NUL in the reason', { reason: 'a\0b' }, '/reason'],
    ['half a character in the lot', { lot: '\ud800' }, '/lot'],
    ['a score that is no number', { anomaly_score: Number.NaN }, '/anomaly_score'],
    ['a p-value above 1', { p_value: 1.5 }, '/p_value'],
  ])('%s is refused by name', async (_, changes, member) => {
    const db = await databases.open();
    await expect(recordInspection(db, anInspection(changes))).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining(member),
    });
  });

  test('a request that is repeated with its key is recorded once', async () => {
    const db = await databases.open();
    const first = await recordInspection(db, anInspection(), { idempotency: KEY });
    const again = await recordInspection(db, anInspection(), { idempotency: KEY });
    expect([first.repeated, again.repeated]).toEqual([false, true]);
    expect(again.inspection).toEqual(first.inspection);
    expect((await listInspections(db, {})).items).toHaveLength(1);
  });

  test('a key that was used for another request is refused; another client may use it', async () => {
    const db = await databases.open();
    await recordInspection(db, anInspection(), { idempotency: KEY });
    const other = { ...KEY, requestSha256: '2'.repeat(64) };
    await expect(recordInspection(db, anInspection(), { idempotency: other })).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining('"part-1" was used for another request'),
    });
    const { repeated } = await recordInspection(db, anInspection(), {
      idempotency: { ...other, scope: 'line 3' },
    });
    expect(repeated).toBe(false);
  });

  test('of many that record with one key at the same time, one records', async () => {
    const location = await databases.locate();
    const first = await databases.openAt(location);
    const histories = [first, await databases.openAt(location)];
    const recorded = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        recordInspection(histories[index % 2]!, anInspection(), { idempotency: KEY }),
      ),
    );
    expect(recorded.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(new Set(recorded.map(({ inspection }) => inspection.id)).size).toBe(1);
  });

  test('a key is forgotten after its time', async () => {
    const db = await databases.open();
    await recordInspection(db, anInspection(), { idempotency: KEY, now: new Date('2025-03-01T10:00:00Z') });
    expect(await forgetKeys(db, new Date('2025-03-01T10:00:00Z'))).toBe(0);
    expect(await forgetKeys(db, new Date('2025-03-02T00:00:00Z'))).toBe(1);
    expect((await recordInspection(db, anInspection(), { idempotency: KEY })).repeated).toBe(false);
  });

  test('an inspection whose picture was not put is not recorded', async () => {
    const db = await databases.open();
    const { picture } = anInspection();
    await expect(
      recordInspection(db, anInspection({ picture: { ...picture, kept: true } }), { idempotency: KEY }),
    ).rejects.toMatchObject({ code: 'data_invalid' });
    expect((await listInspections(db, {})).items).toEqual([]);
    expect((await recordInspection(db, anInspection(), { idempotency: KEY })).repeated).toBe(false);
  });
});
