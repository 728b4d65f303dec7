import Value from '#bundled/typebox/value';
import { InspectError } from '../errors.ts';
import { RetentionSettings } from '../schemas/retention.ts';
import { appendAudit } from './audit.ts';
import { checkInput } from './check-input.ts';
import { type History, inTransaction } from './database.ts';
import { checkPolicy, type RetentionPolicy } from './retention-plan.ts';

const NAME = 'retention';
const KEEP_ALL: RetentionSettings = {
  pass_days: null,
  review_days: null,
  fail_days: null,
  budget_bytes: null,
};

/** The settings in force; until somebody sets them, everything is kept. */
export async function retentionSettings(db: History): Promise<RetentionSettings> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', NAME).executeTakeFirst();
  if (!row) return KEEP_ALL;
  const value: unknown = JSON.parse(row.value);
  if (Value.Check(RetentionSettings, value)) return value;
  throw new InspectError(
    'data_invalid',
    'The settings of retention in the database cannot be read. Set them anew; until then nothing is removed.',
  );
}

/**
 * Sets them, and says so in the audit log. Nothing is removed by that; the next run does.
 *
 * @throws InspectError `invalid_argument` for settings that keep PASS longer than REVIEW or FAIL.
 */
export async function setRetention(
  db: History,
  settings: RetentionSettings,
  {
    actor,
    reason,
    now = new Date(),
  }: { readonly actor: string; readonly reason?: string; readonly now?: Date },
): Promise<void> {
  checkInput(RetentionSettings, settings, 'The settings of retention');
  checkPolicy(policyOf(settings));
  const time = now.toISOString();
  await inTransaction(db, async transaction => {
    const before = await retentionSettings(transaction).catch(() => null); // unreadable ones are replaced
    const jobs = before?.job_days === undefined ? {} : { job_days: before.job_days };
    const after = { ...jobs, ...settings };
    const value = JSON.stringify(after);
    const entry = { actor, action: 'retention.change', subject: 'pictures', before, after };
    await appendAudit(transaction, { ...entry, ...(reason !== undefined && { reason }) }, now);
    await transaction
      .insertInto('settings')
      .values({ name: NAME, value, changed_at: time })
      .onConflict(conflict => conflict.column('name').doUpdateSet({ value, changed_at: time }))
      .execute();
  });
}

/** The settings as plan and removal take them. */
export function policyOf(settings: RetentionSettings): RetentionPolicy {
  return {
    days: { PASS: settings.pass_days, REVIEW: settings.review_days, FAIL: settings.fail_days },
    budgetBytes: settings.budget_bytes,
  };
}
