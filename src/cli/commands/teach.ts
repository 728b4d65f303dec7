import type { Command } from 'commander';
import { InspectError } from '../../errors.ts';
import type { MissedReport } from '../../operations/teach-missed.ts';
import type { Teaching } from '../../operations/teach-normal.ts';
import { addForceOptions, checkForce, type ForceOptions, showActivation } from '../activation-text.ts';
import { neededCategory } from '../category-option.ts';
import { addConfigOptions } from '../config-options.ts';
import { refuseTogether } from '../each-category.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { runCommand } from '../run-command.ts';
import { formatTable, percent } from '../table.ts';

interface TeachOptions extends ForceOptions {
  readonly category?: string;
  readonly normal?: readonly string[];
  readonly missed?: readonly string[];
  readonly mask?: readonly string[];
}

/** `inspectai teach` */
export function addTeachCommand(program: Command): void {
  const command = program
    .command('teach')
    .description('correct a model in seconds: good parts that were rejected, defects that were passed')
    .option('--category <name>', 'category to teach')
    .option('--normal <file...>', 'pictures of good parts: what is new in them joins the memory bank')
    .option('--missed <file...>', 'pictures of defects that were passed: they join the regression set')
    .option('--mask <file...>', 'where the missed defects are: one mask for each, in their order');
  addForceOptions(command).addHelpText(
    'after',
    `
Examples:
  inspectai teach --category cap --normal rejected/*.png
  inspectai teach --category cap --missed escape.png --mask escape_mask.png --reason "complaint 4711"`,
  );
  addConfigOptions(command, ['modelsRoot', 'device', 'threads']).action((options: TeachOptions) =>
    runCommand(command, async session => {
      const category = neededCategory(options);
      checkForce(options);
      const { normal, missed, mask, force, reason } = options;
      if (normal && missed) refuseTogether('--normal', '--missed');
      if (normal && mask) refuseTogether('--normal', '--mask');
      if (missed) {
        const { teachMissed } = await import('../../operations/teach-missed.ts');
        const request = { category, pictures: missed, masks: mask ?? [], reason };
        const report = await teachMissed(session.config, request, session);
        return { json: report, text: showMissed(report) };
      }
      if (!normal)
        throw new InspectError(
          'invalid_argument',
          'Name pictures of good parts with --normal FILE…, or of defects that were passed with --missed FILE….',
        );
      const { teachNormal } = await import('../../operations/teach-normal.ts');
      const request = { category, pictures: normal, force: force ?? false, reason };
      const teaching = await teachNormal(session.config, request, session);
      const status = teaching.activated ? EXIT_STATUS.success : EXIT_STATUS.finding;
      return { json: teaching, text: showTeaching(teaching), status };
    }),
  );
}

function showTeaching(teaching: Teaching): string {
  const { thresholds, entries, entries_before, patches, uncovered_patches, known } = teaching;
  const table = formatTable(
    [
      { title: 'before', value: row => `${row.verdict_before} ${row.score_before.toFixed(3)}` },
      { title: 'held out', value: row => row.held_out_score.toFixed(3), align: 'right' },
      { title: 'entries', value: row => String(row.entries), align: 'right' },
      { title: 'picture', value: row => row.path },
    ],
    teaching.pictures,
  );
  const change = (name: 'fail' | 'review') =>
    `${name.toUpperCase()} above ${thresholds.after[name].toFixed(3)} (was ${thresholds.before[name].toFixed(3)})`;
  const lines = [
    table,
    '',
    `${uncovered_patches} of ${patches} patches were new; the bank has ${entries} entries (was ${entries_before}).`,
    `${change('fail')}, ${change('review')}: about ${percent(thresholds.after.max_false_reject_rate)} of good parts fail, ${percent(thresholds.after.review_rate)} fail or are reviewed.`,
    ...(teaching.spared_defects
      ? ['The thresholds were raised no further, so that known defects are judged as before.']
      : []),
    ...(known.length > 0 ? [`Known already: ${known.join(', ')}.`] : []),
    showActivation(teaching),
  ];
  return lines.join('\n');
}

function showMissed({
  version,
  fail_threshold,
  review_threshold,
  pictures,
  known,
  ...report
}: MissedReport): string {
  const table = formatTable(
    [
      { title: `${version} says`, value: row => `${row.verdict} ${row.anomaly_score.toFixed(3)}` },
      {
        title: 'caught by threshold',
        value: row => row.catching_threshold?.toFixed(3) ?? 'none',
        align: 'right',
      },
      { title: 'false rejects', value: row => percent(row.catching_false_reject_rate), align: 'right' },
      { title: 'per 1,000', value: row => String(row.rejects_per_1000), align: 'right' },
      { title: 'picture', value: row => row.path },
    ],
    pictures,
  );
  const now = `Now ${version} fails above ${fail_threshold.toFixed(3)} (${percent(report.max_false_reject_rate)} false rejects) and sends to review above ${review_threshold.toFixed(3)}.`;
  const again = known.length > 0 ? ` In it already: ${known.join(', ')}.` : '';
  return `${table}\n\n${now}\nThe regression set has ${report.regression_pictures} pictures.${again} The model is not changed; --max-false-reject-rate of "train" sets another threshold.`;
}
