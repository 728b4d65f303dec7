import type { Command } from 'commander';
import { InspectError } from '../../errors.ts';
import type { AuditReport } from '../../operations/audit-report.ts';
import { addConfigOptions, CATEGORY_OPTIONS } from '../config-options.ts';
import { refuseTogether } from '../each-category.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { runCommand } from '../run-command.ts';
import { formatTable } from '../table.ts';

interface AuditOptions {
  readonly category: string;
  readonly images?: string;
  readonly model?: true;
  readonly top: string;
  readonly save: boolean;
}

/** `inspectai audit-training` */
export function addAuditTrainingCommand(program: Command): void {
  const command = program
    .command('audit-training')
    .description('find pictures that do not belong among the good ones, before or after training')
    .requiredOption('--category <name>', 'category whose training pictures are audited')
    .option('--images <folder>', 'folder of good pictures, wherever it is')
    .option('--model', 'rank by the held-out scores that training recorded in the model; reads no picture')
    .option('--top <n>', 'pictures to name and show', '10')
    .option('--no-save', 'do not write the page with the evidence')
    .addHelpText(
      'after',
      `
Ends with status 12 when a picture is suspicious.

Examples:
  inspectai audit-training --category cap --images ./good
  inspectai audit-training --category cap --model --json`,
    );
  addConfigOptions(command, CATEGORY_OPTIONS).action((options: AuditOptions) =>
    runCommand(command, async session => {
      const { auditModel } = await import('../../operations/audit-model.ts');
      const { auditTraining } = await import('../../operations/audit-training.ts');
      if (options.model && options.images !== undefined) refuseTogether('--model', '--images');
      const { category, save } = options;
      const top = topOf(options.top);
      const report = options.model
        ? await auditModel(session.config, { category, top })
        : await auditTraining(session.config, { category, imagesFolder: options.images, top, save }, session);
      return {
        json: report,
        text: showAudit(report),
        status: report.suspicious > 0 ? EXIT_STATUS.finding : EXIT_STATUS.success,
      };
    }),
  );
}

function topOf(text: string): number {
  const top = Number(text);
  if (Number.isInteger(top) && top >= 1 && top <= 100) return top;
  throw new InspectError('invalid_argument', `--top is "${text}"; expected a whole number from 1 to 100.`);
}

function showAudit(report: AuditReport): string {
  const { ranking, suspicious, pictures, warnings, near_duplicates: pairs } = report;
  const table = formatTable(
    [
      { title: '', value: row => (row.suspicious ? 'suspicious' : '') },
      { title: 'times usual', value: row => row.times_usual.toFixed(2), align: 'right' },
      { title: 'deviations', value: row => row.deviations.toFixed(1), align: 'right' },
      { title: 'picture', value: row => row.picture },
      { title: 'where', value: row => (row.where ? `${row.where.x}, ${row.where.y}` : '-') },
      { title: 'closest', value: row => row.nearest_normal?.picture ?? '-' },
    ],
    ranking,
  );
  const verdict =
    suspicious === 0
      ? `None of ${pictures} pictures stands out from the others.`
      : `${suspicious} of ${pictures} pictures ${suspicious === 1 ? 'stands' : 'stand'} out; look at ${suspicious === 1 ? 'it' : 'them'} and remove what is not a good part.`;
  return [
    table,
    '',
    verdict,
    ...warnings,
    ...pairs.slice(0, 5).map(({ a, b }) => `Nearly the same: ${a} and ${b}.`),
    ...(report.learning_curve ? [report.learning_curve.sentence] : []),
    ...(report.sheet ? [`Evidence: ${report.sheet}`] : []),
  ].join('\n');
}
