import type { Context } from '../context.ts';
import { auditedActivations } from '../history/find-audit.ts';
import { categorySummaries } from '../operations/category-summary.ts';
import { type RecordedActivation, recordedActivations } from '../operations/recorded-activations.ts';
import { auditNewVersion } from './audit-new-version.ts';

type Tools = Pick<Context, 'config' | 'history' | 'log'>;

/** What the journal and the audit log call the same. */
const ACTIONS = {
  train: 'model.train',
  teach: 'model.teach',
  threshold: 'threshold.change',
  activate: 'model.activate',
  rollback: 'model.rollback',
} as const;

/**
 * Brings what the journals of the categories know and the audit log does not into the audit log: a version was put to
 * use while the database could not be written, by a job that ended with the server, or by the command line. Who did it is
 * unknown. A category whose journal cannot be read is left for the next time.
 */
export async function reconcileActivations(tools: Tools): Promise<void> {
  const { config, history, log } = tools;
  for (const { name } of await categorySummaries(config)) {
    try {
      const known = await auditedActivations(history, name);
      for (const recorded of await recordedActivations(config, name))
        if (!known.has(recorded.entry.id)) await audit(tools, name, recorded);
    } catch (err) {
      log.warn({ err, category: name }, 'the journal could not be compared with the audit log');
    }
  }
}

async function audit(
  { history, log }: Tools,
  category: string,
  { entry, activated }: RecordedActivation,
): Promise<void> {
  const { id: activation, time, action, from, to: version, forced, reason } = entry;
  await auditNewVersion(
    history,
    { category, version, from, activated, forced, activation },
    {
      ...{ actor: 'unknown', action: ACTIONS[action], signed: null },
      ...(reason !== null && { reason }),
      after: { recorded_by: 'journal', time },
    },
  );
  log.info(
    { category, version, activation },
    'an activation made without the server was taken over into the audit log',
  );
}
