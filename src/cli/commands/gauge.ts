import { type Command, Option } from 'commander';
import { InspectError } from '../../errors.ts';
import { addConfigOptions, CATEGORY_OPTIONS, MODEL_OPTIONS, MODEL_OPTIONS_NOTE } from '../config-options.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { runCommand } from '../run-command.ts';

interface GaugeOptions {
  readonly category: string;
  readonly study: string;
  readonly machine?: readonly string[];
  readonly tolerance?: string;
  readonly reviewAs: 'pass' | 'fail';
  readonly save: boolean;
}

/** `inspectai gauge` */
export function addGaugeCommand(program: Command): void {
  const command = program
    .command('gauge')
    .description(
      'measurement system analysis: do verdicts and scores repeat, do machine and inspectors agree',
    )
    .requiredOption(
      '--category <name>',
      'category whose model judges pictures, and whose results folder is used',
    )
    .requiredOption('--study <file>', 'CSV file: part, appraiser, trial, verdict, reference, score, image')
    .option(
      '--machine <names...>',
      'appraisers that are machines (default: those with pictures, or one called "machine")',
    )
    .option('--tolerance <width>', 'width of the tolerance, for scores that have one')
    .addOption(
      new Option('--review-as <verdict>', 'what a REVIEW counts as')
        .choices(['pass', 'fail'])
        .default('fail'),
    )
    .option('--no-save', 'do not write the report')
    .addHelpText(
      'after',
      `
A line of the study is one judgement. Where verdict and score are empty, the model judges the picture in the
column image, named from the folder of the file. docs/measurement-system.md tells more.

${MODEL_OPTIONS_NOTE}

Examples:
  inspectai gauge --category cap --study study.csv
  inspectai gauge --category cap --study study.csv --json --no-save`,
    );
  addConfigOptions(command, CATEGORY_OPTIONS, MODEL_OPTIONS).action((options: GaugeOptions) =>
    runCommand(command, async session => {
      const { measureGauge } = await import('../../operations/gauge.ts');
      const tolerance = options.tolerance === undefined ? undefined : toleranceOf(options.tolerance);
      const result = await measureGauge(
        session.config,
        {
          category: options.category,
          study: options.study,
          reviewAs: options.reviewAs === 'pass' ? 'PASS' : 'FAIL',
          save: options.save,
          explicit: session.explicit,
          ...(options.machine && { machines: options.machine }),
          ...(tolerance !== undefined && { tolerance }),
        },
        session,
      );
      const { verdict } = result.report;
      const { showGauge } = await import('../show-gauge.ts');
      return {
        json: result.report,
        text: showGauge(result),
        // What was not shown to be fit must not look like it.
        status: verdict === 'bad' || verdict === 'unknown' ? EXIT_STATUS.finding : EXIT_STATUS.success,
      };
    }),
  );
}

function toleranceOf(text: string): number {
  const width = Number(text);
  if (text.trim() !== '' && Number.isFinite(width) && width > 0) return width;
  throw new InspectError('invalid_argument', `--tolerance is "${text}"; expected a number above 0.`);
}
