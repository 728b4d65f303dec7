import type { Command } from 'commander';
import { InspectError } from '../../errors.ts';
import type { ShiftCheck } from '../../operations/check-shift.ts';
import type { Quantity } from '../../operations/shift-report.ts';
import { addConfigOptions, CATEGORY_OPTIONS, MODEL_OPTIONS } from '../config-options.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { runCommand } from '../run-command.ts';
import { formatTable } from '../table.ts';

interface CheckOptions {
  readonly category: string;
  readonly golden: string;
  readonly reference?: string;
  readonly alpha: string;
}

/** `inspectai check` */
export function addCheckCommand(program: Command): void {
  const command = program
    .command('check')
    .description('start of a shift: are camera, light and focus as they were? inspects golden parts')
    .requiredOption('--category <name>', 'category whose model inspects')
    .requiredOption('--golden <folder>', "today's pictures of the golden parts")
    .option(
      '--reference <folder>',
      'pictures of the same parts from a good day, under the same names (default: the training)',
    )
    .option('--alpha <share>', 'probability of reporting a change when there is none', '0.01')
    .addHelpText(
      'after',
      `
Exit status 0: as it was; 12: something has changed, or a golden part does not pass; others: see the README.

Examples:
  inspectai check --category cap --golden today/
  inspectai check --category cap --golden today/ --reference golden/ --json`,
    );
  addConfigOptions(command, CATEGORY_OPTIONS, MODEL_OPTIONS).action((options: CheckOptions) =>
    runCommand(command, async session => {
      const { checkShift } = await import('../../operations/check-shift.ts');
      const { category, golden, reference } = options;
      const alpha = Number(options.alpha);
      if (!(alpha > 0 && alpha < 1))
        throw new InspectError(
          'invalid_argument',
          `--alpha is "${options.alpha}"; expected a share above 0 and below 1.`,
        );
      const check = await checkShift(
        session.config,
        { category, golden, reference, alpha, explicit: session.explicit },
        session,
      );
      return {
        json: check,
        text: showCheck(check),
        status: check.ok ? EXIT_STATUS.success : EXIT_STATUS.finding,
      };
    }),
  );
}

const WORDS: Readonly<Record<Quantity, string>> = {
  score: 'anomaly score',
  sharpness: 'sharpness (log)',
  brightness: 'brightness (0-255)',
  right: 'place, to the right (% of width)',
  down: 'place, downwards (% of height)',
};

function showCheck({ shifts, not_passed: notPassed, notes, ok, pictures, category }: ShiftCheck): string {
  const shown = (quantity: Quantity, value: number) =>
    quantity === 'right' || quantity === 'down' ? (100 * value).toFixed(2) : value.toFixed(2);
  const table = formatTable(
    [
      { title: 'quantity', value: row => WORDS[row.quantity] },
      { title: 'reference', value: row => shown(row.quantity, row.reference_median), align: 'right' },
      { title: 'today', value: row => shown(row.quantity, row.today_median), align: 'right' },
      { title: 'shift', value: row => shown(row.quantity, row.shift), align: 'right' },
      { title: 'in deviations', value: row => row.deviations.toFixed(1), align: 'right' },
      { title: 'p', value: row => row.p_value.toPrecision(2), align: 'right' },
      { title: '', value: row => (row.changed ? 'CHANGED' : '') },
    ],
    shifts,
  );
  const verdict = ok
    ? `Camera, light and focus of ${category} are as they were, as far as ${pictures} pictures tell.`
    : `Do not start: ${problems(shifts, notPassed.length, pictures)}.`;
  return [
    table,
    '',
    verdict,
    ...notPassed.map(({ picture, reason }) => `${picture}: ${reason}`),
    ...notes,
  ].join('\n');
}

function problems(shifts: ShiftCheck['shifts'], notPassed: number, pictures: number): string {
  const changed = shifts.filter(shift => shift.changed).map(({ quantity }) => WORDS[quantity]);
  return [
    changed.length > 0 ? `${changed.join(', ')} changed` : null,
    notPassed > 0 ? `${notPassed} of ${pictures} golden parts do not pass` : null,
  ]
    .filter(problem => problem !== null)
    .join('; ');
}
