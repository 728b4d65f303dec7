import { InspectError } from '../errors.ts';
import type { Calibration } from '../patchcore/calibration.ts';

/** What mistakes cost, in any one currency, and how many parts are defective. */
export interface MistakeCosts {
  readonly escapeCost: number;
  readonly falseRejectCost: number;
  /** Share of all parts that are defective. */
  readonly defectRate: number;
}

/** A threshold with what its mistakes are expected to cost; wire names, figures for 1,000 parts. */
export interface ThresholdCost {
  readonly fail_threshold: number;
  /** The false-reject rate to train with. */
  readonly max_false_reject_rate: number;
  readonly false_rejects_per_1000: number;
  readonly escapes_per_1000: number;
  readonly cost_per_1000: number;
}

/** The cheapest threshold beside the one in use; wire names. */
export interface CostSuggestion {
  readonly suggested: ThresholdCost;
  readonly in_use: ThresholdCost;
  /** Known defects that the share of escapes was counted on. */
  readonly defects: number;
}

/**
 * Finds the threshold with the least expected cost among the held-out scores: false rejects are counted on those scores,
 * escapes on the known defects. Reviews cost nothing here.
 *
 * @param defects scores of known defects
 * @throws InspectError `invalid_argument` for costs or a share out of range, `data_not_found` without defects.
 */
export function cheapestThreshold(
  { scores, threshold }: Pick<Calibration, 'scores' | 'threshold'>,
  defects: readonly number[],
  costs: MistakeCosts,
): CostSuggestion {
  checkCosts(costs);
  if (defects.length === 0) {
    throw new InspectError(
      'data_not_found',
      'A threshold by cost needs pictures of known defects, and there are none. Put some into the test folder of the category (test/<defect type>) under --data-root.',
    );
  }
  const costOf = (limit: number) => thresholdCost(limit, scores, defects, costs);
  const suggested = [...new Set(scores)]
    .map(costOf)
    .reduce((best, next) => (next.cost_per_1000 < best.cost_per_1000 ? next : best));
  return { suggested, in_use: costOf(threshold), defects: defects.length };
}

function thresholdCost(
  limit: number,
  scores: readonly number[],
  defects: readonly number[],
  { escapeCost, falseRejectCost, defectRate }: MistakeCosts,
): ThresholdCost {
  const rate = (1 + scores.filter(score => score > limit).length) / (scores.length + 1);
  const escaping = defects.filter(score => score <= limit).length / defects.length;
  const falseRejects = 1000 * (1 - defectRate) * rate;
  const escapes = 1000 * defectRate * escaping;
  return {
    fail_threshold: limit,
    max_false_reject_rate: rate,
    false_rejects_per_1000: falseRejects,
    escapes_per_1000: escapes,
    cost_per_1000: falseRejects * falseRejectCost + escapes * escapeCost,
  };
}

function checkCosts({ escapeCost, falseRejectCost, defectRate }: MistakeCosts): void {
  const refuse = (name: string, found: number, expected: string) => {
    throw new InspectError('invalid_argument', `${name} is ${found}; expected ${expected}.`);
  };
  if (!(escapeCost >= 0 && Number.isFinite(escapeCost)))
    refuse('--escape-cost', escapeCost, 'what one escape costs, 0 or more');
  if (!(falseRejectCost >= 0 && Number.isFinite(falseRejectCost)))
    refuse('--false-reject-cost', falseRejectCost, 'what one false reject costs, 0 or more');
  if (!(defectRate >= 0 && defectRate <= 1))
    refuse('--defect-rate', defectRate, 'the share of all parts that are defective, from 0 to 1');
}
