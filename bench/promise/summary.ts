import type { Outcome } from './trial.ts';

/** What a way to set a threshold has done over all splits; wire names. */
export interface RuleSummary {
  readonly rule: string;
  readonly promised: number | null;
  readonly splits: number;
  /** Mean over the splits of the share of new good parts that were rejected. */
  readonly false_reject_rate: number;
  /** Standard error of that mean. */
  readonly standard_error: number;
  /** Largest share in one split. */
  readonly worst_split: number;
  /** Mean over the splits of the share of the defects that were caught; null without defects. */
  readonly recall: number | null;
  /** Splits in which no defect was missed. */
  readonly complete_splits: number;
}

/** Sums the outcomes of all splits up, rule by rule in the order in which they first come. */
export function summarise(outcomes: readonly Outcome[]): readonly RuleSummary[] {
  const rules = [...new Set(outcomes.map(({ rule }) => rule))];
  return rules.map(rule => {
    const ofRule = outcomes.filter(outcome => outcome.rule === rule);
    const rates = ofRule.map(({ falseRejects, good }) => falseRejects / good);
    const rate = mean(rates);
    const variance = mean(rates.map(value => (value - rate) ** 2));
    const hasDefects = ofRule.every(({ defects }) => defects > 0);
    return {
      rule,
      promised: ofRule[0]!.promised,
      splits: ofRule.length,
      false_reject_rate: rate,
      standard_error: Math.sqrt(variance / Math.max(1, ofRule.length - 1)),
      worst_split: Math.max(...rates),
      recall: hasDefects ? mean(ofRule.map(({ caught, defects }) => caught / defects)) : null,
      complete_splits: ofRule.filter(({ caught, defects }) => caught === defects).length,
    };
  });
}

/** Whether a promise was kept: the measured rate is at most three standard errors above it. */
export function isKept({ promised, false_reject_rate: rate, standard_error: error }: RuleSummary): boolean {
  return promised === null || rate <= promised + 3 * error;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
