import type { Command } from 'commander';
import { InspectError } from '../errors.ts';
import type { Judgement } from '../operations/compare-verdicts.ts';
import type { RegressionCheck } from '../operations/regression-check.ts';
import { formatTable } from './table.ts';

/** How a user forces an activation. */
export interface ForceOptions {
  readonly force?: true;
  readonly reason?: string;
}

/** Adds `--force` and `--reason` to a command that puts a version to use. */
export function addForceOptions(command: Command): Command {
  return command
    .option('--force', 'use the new version even if the regression check speaks against it')
    .option('--reason <text>', 'why, for the journal of the category; needed with --force');
}

/** @throws InspectError `invalid_argument` for `--force` without `--reason`, before any work is done. */
export function checkForce({ force, reason }: ForceOptions): void {
  if (!force || reason?.trim()) return;
  throw new InspectError(
    'invalid_argument',
    'Found --force without --reason: say why with --reason "…"; it goes into the journal of the category.',
  );
}

/** Whether a version is in use now, and the pictures of the regression set that speak against it or are worth a look. */
export function showActivation(activation: {
  readonly category: string;
  readonly version: string;
  readonly from?: string | null;
  readonly activated: boolean;
  readonly forced?: boolean;
  readonly regression: RegressionCheck;
}): string {
  const { category, version, activated, forced, regression } = activation;
  const { pictures, worse, before } = regression;
  const notable = pictures.filter(
    ({ outcome, before: old, after }) => outcome !== 'right' || (old && old.verdict !== after.verdict),
  );
  const table = notable.length > 0 ? `${showRegression(notable)}\n\n` : '';
  const checked =
    pictures.length > 0 ? `Regression check: ${pictures.length} pictures, ${worse} worse. ` : '';
  if (activated) return `${table}${checked}${version} is in use${forced ? ', forced' : ''}.`;
  const stays = before === null ? 'no version is in use' : `${before} stays in use`;
  return `${table}${checked}${version} is kept but not put to use: ${stays}. Look at the pictures above; to use ${version} nevertheless: "inspectai models activate ${version} --category ${category} --force --reason …".`;
}

/** The table of pictures by the old and the new version. */
function showRegression(pictures: RegressionCheck['pictures']): string {
  return formatTable(
    [
      { title: 'outcome', value: row => row.outcome.replace('_', ' ') },
      { title: 'label', value: row => row.label },
      { title: 'before', value: row => shownJudgement(row.before) },
      { title: 'after', value: row => shownJudgement(row.after) },
      { title: 'picture', value: row => row.name },
      { title: 'SHA-256', value: row => row.sha256.slice(0, 12) },
    ],
    pictures,
  );
}

/** A verdict with its score. */
export function shownJudgement(judgement: Judgement | null): string {
  if (judgement === null) return '-';
  const { verdict, anomaly_score } = judgement;
  return anomaly_score === null ? verdict : `${verdict} ${anomaly_score.toFixed(3)}`;
}
