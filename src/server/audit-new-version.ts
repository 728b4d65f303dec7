import { type AuditedAction, appendAudit } from '../history/audit.ts';
import { type History, inTransaction } from '../history/database.ts';
import { emitEvent, type HappenedEvent } from '../history/webhook-events.ts';
import type { ActivationResult } from '../operations/activate-version.ts';
import type { Signed } from './accounts/signature.ts';

/** How a version was made or put to use, and by whom. */
export interface VersionDeed {
  readonly actor: string;
  readonly action: string;
  readonly reason?: string | undefined;
  /** Null where there are no accounts, or nothing was to be put to use. */
  readonly signed: Signed | null;
  /** What else the entry says of the version in use before. */
  readonly before?: object;
  /** And of the new one. */
  readonly after?: object;
}

/** What the audit log and webhooks are told of it. */
export interface VersionRecord {
  readonly audit: AuditedAction;
  /** One when the version is now in use, else none. */
  readonly events: readonly HappenedEvent[];
}

type Outcome = Omit<ActivationResult, 'regression'>;

/** A version that was made or put to use, as audit log and webhooks are told of it. */
export function versionRecord(
  { category, version, from, activated, forced, activation }: Outcome,
  { actor, action, reason, signed, before = {}, after = {} }: VersionDeed,
): VersionRecord {
  const data = {
    ...{ version, from, forced, actor, reason: reason ?? null },
    action: action.split('.').at(-1)!,
  };
  return {
    audit: {
      ...{ actor, action, subject: `category/${category}` },
      before: { version: from, ...before },
      after: { version, activated, forced, activation, signed, ...after },
      ...(reason !== undefined && { reason }),
    },
    events: activated ? [{ type: 'model.activated', category, data }] : [],
  };
}

/** Notes in the audit log that a version was made or put to use, and tells webhooks when it is now in use. */
export function auditNewVersion(history: History, outcome: Outcome, deed: VersionDeed): Promise<void> {
  const { audit, events } = versionRecord(outcome, deed);
  return inTransaction(history, async transaction => {
    await appendAudit(transaction, audit);
    for (const event of events) await emitEvent(transaction, event);
  });
}
