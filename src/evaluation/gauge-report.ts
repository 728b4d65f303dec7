import { agreementStudy } from '../statistics/agreement.ts';
import type { Judgement, Rating } from '../statistics/agreement-pairs.ts';
import { type GaugeStudy, gaugeStudy } from '../statistics/gauge.ts';
import type { Measurement } from '../statistics/gauge-anova.ts';
import { type AgreementFacts, agreementFacts } from './agreement-facts.ts';
import { gaugeCautions } from './gauge-cautions.ts';
import { type GaugeFacts, gaugeFacts } from './gauge-facts.ts';
import { type Finding, findingsOf, type Level, worstOf } from './gauge-findings.ts';

/** What a report is made from. */
export interface GaugeInput {
  readonly category: string;
  readonly createdAt: Date;
  readonly studyFile: string;
  /** The appraisers that are machines; none when only people took part. */
  readonly machines: readonly string[];
  readonly modelVersion: string | null;
  /** The model's threshold, when it was loaded. */
  readonly threshold: number | null;
  readonly ratings: readonly Rating[];
  /** How many verdicts were REVIEW, and what they were counted as. */
  readonly reviews: number;
  readonly reviewAs: Judgement;
  readonly references: ReadonlyMap<string, Judgement>;
  readonly measurements: readonly Measurement[];
  readonly tolerance: number | null;
  /** Trials that showed a picture which an earlier trial had shown. */
  readonly repeatedPictures: number;
}

/** A measurement system analysis as `report.json` holds it; wire names. */
export interface GaugeReport {
  readonly schema_version: 1;
  readonly created_at: string;
  readonly category: string;
  readonly study_file: string;
  readonly machines: readonly string[];
  readonly model_version: string | null;
  readonly threshold: number | null;
  readonly reviews: number;
  readonly review_as: Judgement;
  /** Null when the study has no verdicts. */
  readonly agreement: AgreementFacts | null;
  /** Null when the study has no scores that can be analysed. */
  readonly gauge: GaugeFacts | null;
  readonly findings: readonly Finding[];
  /**
   * The worst of the findings about the machines and the scores, or about everybody when there is no machine;
   * unknown when there is nothing to judge by.
   */
  readonly verdict: Level | 'unknown';
  /** What to know before relying on the figures. */
  readonly cautions: readonly string[];
}

/**
 * Analyses verdicts and scores of a study.
 *
 * @throws InspectError `data_invalid` when scores are the only thing there is and they are not crossed.
 */
export function buildGaugeReport(input: GaugeInput): GaugeReport {
  const { ratings, measurements, machines } = input;
  const agreement =
    ratings.length > 0 ? agreementFacts(agreementStudy(ratings, input.references), machines) : null;
  const { study, problem } = tryGauge(input, agreement !== null);
  const gauge = study && gaugeFacts(study, measurements, input.threshold);
  const findings = findingsOf(agreement, gauge);
  const decisive = findings.filter(
    ({ about }) => machines.length === 0 || about === null || machines.includes(about),
  );
  const facts = { agreement, gauge, machines, reviews: input.reviews, review_as: input.reviewAs };
  const cautions = gaugeCautions(facts, ratings, input.references, input.repeatedPictures);
  return {
    schema_version: 1,
    created_at: input.createdAt.toISOString(),
    category: input.category,
    study_file: input.studyFile,
    model_version: input.modelVersion,
    threshold: input.threshold,
    ...facts,
    findings,
    verdict: decisive.length > 0 ? worstOf(decisive.map(({ level }) => level)) : 'unknown',
    cautions: [...cautions, ...(problem === null ? [] : [problem])],
  };
}

/** Scores that cannot be analysed are no reason to withhold what the verdicts say. */
function tryGauge(
  { measurements, tolerance }: GaugeInput,
  hasVerdicts: boolean,
): { readonly study: GaugeStudy | null; readonly problem: string | null } {
  if (measurements.length === 0) return { study: null, problem: null };
  try {
    return { study: gaugeStudy(measurements, tolerance === null ? {} : { tolerance }), problem: null };
  } catch (cause) {
    if (!hasVerdicts) throw cause;
    return { study: null, problem: `The scores were not analysed. ${(cause as Error).message}` };
  }
}
