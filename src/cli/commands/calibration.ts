import type { Command } from 'commander';
import { InspectError } from '../../errors.ts';
import type { CalibrationCard } from '../../evaluation/calibration-card.ts';
import type { MistakeCosts } from '../../evaluation/threshold-by-cost.ts';
import { showCard } from '../calibration-text.ts';
import { addConfigOptions, CATEGORY_OPTIONS, MODEL_OPTIONS } from '../config-options.ts';
import { type CategoryChoice, eachCategory } from '../each-category.ts';
import { runCommand } from '../run-command.ts';

interface CalibrationOptions extends CategoryChoice {
  readonly test: boolean;
  readonly rates?: string;
  readonly escapeCost?: string;
  readonly falseRejectCost?: string;
  readonly defectRate?: string;
}

/** `inspectai calibration` */
export function addCalibrationCommand(program: Command): void {
  const command = program
    .command('calibration')
    .description('print the calibration card of a model: what it promises, what was measured, what if')
    .option('--category <name>', 'category whose card is printed')
    .option('--all', 'print the card of every trained category')
    .option(
      '--no-test',
      'do not inspect the test set; use the report of the last evaluation, if there is one',
    )
    .option('--rates <shares>', 'further false-reject rates for the what-if table, separated by commas')
    .option('--escape-cost <cost>', 'what a defective part costs that passes')
    .option('--false-reject-cost <cost>', 'what a good part costs that is rejected')
    .option('--defect-rate <share>', 'share of all parts that are defective')
    .addHelpText(
      'after',
      `
Examples:
  inspectai calibration --category bottle --data-root mvtec
  inspectai calibration --category cap --rates 0.003,0.03
  inspectai calibration --category cap --escape-cost 500 --false-reject-cost 2 --defect-rate 0.005`,
    );
  addConfigOptions(command, CATEGORY_OPTIONS, MODEL_OPTIONS).action((options: CalibrationOptions) =>
    runCommand(command, async session => {
      const { showCalibration } = await import('../../operations/calibration-card.ts');
      const { listModels } = await import('../../operations/list-models.ts');
      const rates = ratesOf(options.rates);
      const costs = costsOf(options);
      const { explicit } = session;
      return eachCategory<CalibrationCard>(options, session, {
        list: () => listModels(session.config),
        work: category =>
          showCalibration(
            session.config,
            { category, explicit, rates, costs, inspectTests: options.test },
            session,
          ),
        json: card => card,
        showOne: showCard,
        showAll: cards => cards.map(showCard).join('\n\n\n'),
      });
    }),
  );
}

function ratesOf(text: string | undefined): readonly number[] {
  return (text?.split(',') ?? []).map(part => {
    const rate = Number(part);
    if (part.trim() !== '' && rate > 0 && rate < 1) return rate;
    throw new InspectError(
      'invalid_argument',
      `--rates has "${part.trim()}"; expected shares above 0 and below 1, separated by commas.`,
    );
  });
}

/** All three costs or none: with one missing, the cheapest threshold is not defined. */
function costsOf({ escapeCost, falseRejectCost, defectRate }: CalibrationOptions): MistakeCosts | null {
  const given = [escapeCost, falseRejectCost, defectRate].filter(value => value !== undefined);
  if (given.length === 0) return null;
  if (given.length < 3)
    throw new InspectError(
      'invalid_argument',
      'A threshold by cost takes --escape-cost, --false-reject-cost and --defect-rate together. Name all three, or none.',
    );
  const number = (text: string | undefined) => (text?.trim() ? Number(text) : Number.NaN);
  return {
    escapeCost: number(escapeCost),
    falseRejectCost: number(falseRejectCost),
    defectRate: number(defectRate),
  };
}
