import type { CountedShare } from '../statistics/agreement.ts';
import type { AgreementFacts, AppraiserFacts } from './agreement-facts.ts';
import type { GaugeFacts } from './gauge-facts.ts';
import { formatInterval, formatShare } from './number-format.ts';

/** How a figure compares with the limits of the AIAG manual. */
export type Level = 'good' | 'marginal' | 'bad';

/** One figure judged. */
export interface Finding {
  /** The appraiser, or null for the scores. */
  readonly about: string | null;
  readonly measure:
    | 'effectiveness'
    | 'miss_rate'
    | 'false_alarm_rate'
    | 'repeatability'
    | 'study_variation'
    | 'tolerance_share'
    | 'distinct_categories';
  readonly level: Level;
  readonly text: string;
}

/** Limits of AIAG, Measurement Systems Analysis, 4th edition: up to which a figure is good, and up to which marginal. */
export const LIMITS = {
  effectiveness: { good: 0.9, marginal: 0.8 },
  missRate: { good: 0.02, marginal: 0.05 },
  falseAlarmRate: { good: 0.05, marginal: 0.1 },
  gaugeShare: { good: 0.1, marginal: 0.3 },
  distinctCategories: { good: 5, marginal: 2 },
  kappa: { good: 0.75, marginal: 0.4 },
} as const;

/** Every figure that has a limit, compared with it. */
export function findingsOf(agreement: AgreementFacts | null, gauge: GaugeFacts | null): Finding[] {
  return [...(agreement?.appraisers.flatMap(ofAppraiser) ?? []), ...(gauge ? ofScores(gauge) : [])];
}

/** The worst level; good when there is none. */
export function worstOf(levels: readonly Level[]): Level {
  if (levels.includes('bad')) return 'bad';
  return levels.includes('marginal') ? 'marginal' : 'good';
}

function ofAppraiser(facts: AppraiserFacts): Finding[] {
  const { appraiser, effectiveness, miss_rate: misses, false_alarm_rate: falseAlarms, within } = facts;
  const finding = (measure: Finding['measure'], level: Level, text: string): Finding => ({
    about: appraiser,
    measure,
    level,
    text: `${appraiser} ${text}`,
  });
  const found: Finding[] = [];
  if (effectiveness?.share != null)
    found.push(
      finding(
        'effectiveness',
        atLeast(effectiveness.share, LIMITS.effectiveness),
        `judges ${counted(effectiveness, 'parts')} as the reference does in every trial`,
      ),
    );
  else if (within?.share != null)
    found.push(
      finding(
        'repeatability',
        atLeast(within.share, LIMITS.effectiveness),
        `judges ${counted(within, 'parts')} alike in every trial`,
      ),
    );
  if (misses?.share != null)
    found.push(
      finding(
        'miss_rate',
        atMost(misses.share, LIMITS.missRate),
        `passes a part that must be rejected ${counted(misses, 'times')}`,
      ),
    );
  if (falseAlarms?.share != null)
    found.push(
      finding(
        'false_alarm_rate',
        atMost(falseAlarms.share, LIMITS.falseAlarmRate),
        `rejects a good part ${counted(falseAlarms, 'times')}`,
      ),
    );
  return found;
}

function ofScores({ model }: GaugeFacts): Finding[] {
  const { gauge } = model.components;
  const finding = (measure: Finding['measure'], level: Level, text: string) => [
    { about: null, measure, level, text } as const,
  ];
  return [
    ...(gauge.study_variation === null
      ? []
      : finding(
          'study_variation',
          atMost(gauge.study_variation, LIMITS.gaugeShare),
          `Measuring again accounts for ${formatShare(gauge.study_variation)} of the spread of the scores (gauge R&R)`,
        )),
    ...(gauge.tolerance_share === null
      ? []
      : finding(
          'tolerance_share',
          atMost(gauge.tolerance_share, LIMITS.gaugeShare),
          `Measuring again takes up ${formatShare(gauge.tolerance_share)} of the tolerance`,
        )),
    ...(model.distinct_categories === null
      ? []
      : finding(
          'distinct_categories',
          atLeast(model.distinct_categories, LIMITS.distinctCategories),
          `The scores tell ${model.distinct_categories} groups of parts apart`,
        )),
  ];
}

type Limit = { readonly good: number; readonly marginal: number };

/** Limits hold for the figures as they are written, not for the last bit of a quotient. */
const SLACK = 1e-9;

function atLeast(value: number, { good, marginal }: Limit): Level {
  if (value >= good - SLACK) return 'good';
  return value >= marginal - SLACK ? 'marginal' : 'bad';
}

function atMost(value: number, { good, marginal }: Limit): Level {
  if (value <= good + SLACK) return 'good';
  return value <= marginal + SLACK ? 'marginal' : 'bad';
}

function counted({ count, of, share, interval }: CountedShare, what: string): string {
  return `${count} of ${of} ${what} (${formatShare(share)}, 95 % interval ${formatInterval(interval)})`;
}
