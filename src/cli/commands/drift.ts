import type { Command } from 'commander';
import { InspectError } from '../../errors.ts';
import type { ChartFinding } from '../../evaluation/drift-findings.ts';
import { CHART_NAMES, chanceInWords, stretchInWords } from '../../evaluation/drift-html.ts';
import type { DriftMeasurement } from '../../operations/measure-drift.ts';
import { addConfigOptions } from '../config-options.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { runCommand } from '../run-command.ts';
import { formatTable } from '../table.ts';

interface DriftOptions {
  readonly category?: string;
  readonly records?: string;
  readonly batch: string;
  readonly baseline?: string;
  readonly rejectRate?: string;
  readonly save: boolean;
}

/** `inspectai drift` */
export function addDriftCommand(program: Command): void {
  const command = program
    .command('drift')
    .description('control charts over recorded inspections: has the process changed?')
    .option('--category <name>', 'category of the inspections')
    .option('--records <path>', 'what "inference --json" printed: a file, or a folder of files')
    .option('--batch <n>', 'inspections in a batch of the chart of rejects', '50')
    .option(
      '--baseline <n>',
      'take the first n inspections as normal (default: the calibration of the model)',
    )
    .option('--reject-rate <share>', 'normal share of rejects (default: that of all these inspections)')
    .option('--no-save', 'do not write the page and the charts')
    .addHelpText(
      'after',
      `
Exit status 0: no drift; 12: drift; others: see the README.

Examples:
  inspectai inference --category cap --image new/*.png --json >> cap-records.json
  inspectai drift --category cap --records cap-records.json
  inspectai drift --category cap --records shifts/ --baseline 200 --json`,
    );
  addConfigOptions(command, ['modelsRoot', 'resultsRoot']).action((options: DriftOptions) =>
    runCommand(command, async session => {
      if (options.category === undefined || options.records === undefined)
        throw new InspectError(
          'invalid_argument',
          'Name a category with --category NAME and its recorded inspections with --records PATH.',
        );
      const { measureDrift } = await import('../../operations/measure-drift.ts');
      const { measurement, findings } = await measureDrift(
        session.config,
        {
          category: options.category,
          records: options.records,
          batch: wholeNumber('--batch', options.batch, 1),
          ...(options.baseline !== undefined && { baseline: wholeNumber('--baseline', options.baseline, 2) }),
          ...(options.rejectRate !== undefined && { rejectRate: share('--reject-rate', options.rejectRate) }),
          save: options.save,
        },
        session,
      );
      return {
        json: measurement,
        text: show(measurement, findings),
        status: measurement.drift ? EXIT_STATUS.finding : EXIT_STATUS.success,
      };
    }),
  );
}

function show(measurement: DriftMeasurement, findings: readonly ChartFinding[]): string {
  const table = formatTable(
    [
      { title: 'chart', value: finding => CHART_NAMES[finding.chart] },
      { title: 'signals', value: finding => String(finding.signals.length), align: 'right' },
      { title: 'by chance', value: chanceInWords },
      { title: 'first', value: ({ signals }) => (signals[0] ? stretchInWords(signals[0]) : '-') },
    ],
    findings,
  );
  return [
    table,
    '',
    `${measurement.category}: ${measurement.inspections} inspections, ${measurement.rejected} rejected.`,
    measurement.headline,
    ...(measurement.report === null ? [] : [`Report: ${measurement.report}`]),
  ].join('\n');
}

function wholeNumber(option: string, text: string, least: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new InspectError(
    'invalid_argument',
    `${option} is "${text}"; a whole number from ${least} is expected.`,
  );
}

function share(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InspectError('invalid_argument', `${option} is "${text}"; a share from 0 to 1 is expected.`);
}
