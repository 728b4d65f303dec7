import { type AuditedAction, appendAudit } from '../history/audit.ts';
import { type History, inTransaction } from '../history/database.ts';
import { emitEvent } from '../history/webhook-events.ts';
import type { ActivationResult } from '../operations/activate-version.ts';

/** Notes in the audit log that a version was made from another one, and tells webhooks when it is now in use. */
export async function auditNewVersion(
  history: History,
  { category, version, from, activated, forced }: Omit<ActivationResult, 'regression'>,
  done: Omit<AuditedAction, 'subject'>,
): Promise<void> {
  const { actor, action, reason = null } = done;
  const data = { version, from, forced, action: action.split('.').at(-1)!, actor, reason };
  await inTransaction(history, async transaction => {
    await appendAudit(transaction, { ...done, subject: `category/${category}` });
    if (activated) await emitEvent(transaction, { type: 'model.activated', category, data });
  });
}
