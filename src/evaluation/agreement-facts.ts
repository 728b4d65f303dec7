import type { AgreementStudy, CountedShare } from '../statistics/agreement.ts';
import type { PairAgreement } from '../statistics/agreement-pairs.ts';
import type { FleissKappa, Kappa } from '../statistics/kappa.ts';

/** Agreement beyond chance; wire names. */
export interface KappaFacts {
  readonly kappa: number | null;
  readonly observed: number;
  readonly expected: number;
  readonly standard_error: number | null;
  readonly standard_error_of_zero: number | null;
  /** 95 %; for two appraisers from leaving out one part at a time. */
  readonly interval: readonly [number, number] | null;
}

/** One appraiser against itself and against the reference; null for what the study cannot tell. */
export interface AppraiserFacts {
  readonly appraiser: string;
  readonly is_machine: boolean;
  readonly parts: number;
  readonly judgements: number;
  readonly within: CountedShare | null;
  readonly within_kappa: KappaFacts | null;
  readonly effectiveness: CountedShare | null;
  readonly miss_rate: CountedShare | null;
  readonly false_alarm_rate: CountedShare | null;
  readonly reference_kappa: KappaFacts | null;
}

/** Two appraisers. */
export interface PairFacts {
  readonly appraisers: readonly [string, string];
  readonly parts: number;
  /** `[first PASS, FAIL][second PASS, FAIL]`. */
  readonly table: PairAgreement['table'];
  readonly kappa: KappaFacts | null;
}

/** What the verdicts of a study say. */
export interface AgreementFacts {
  readonly appraisers: readonly AppraiserFacts[];
  readonly pairs: readonly PairFacts[];
  readonly between: CountedShare | null;
  readonly between_kappa: KappaFacts | null;
  readonly all_against_reference: CountedShare | null;
}

/** An attribute study with the facts that tables and plots show. */
export function agreementFacts(study: AgreementStudy, machines: readonly string[]): AgreementFacts {
  return {
    appraisers: study.appraisers.map(({ appraiser, parts, ratings, within, withinKappa, reference }) => ({
      appraiser,
      is_machine: machines.includes(appraiser),
      parts,
      judgements: ratings,
      within,
      within_kappa: withinKappa && fleissFacts(withinKappa),
      effectiveness: reference?.effectiveness ?? null,
      miss_rate: reference?.misses ?? null,
      false_alarm_rate: reference?.falseAlarms ?? null,
      reference_kappa: reference?.kappa ? kappaFacts(reference.kappa, reference.kappaInterval) : null,
    })),
    pairs: study.pairs.map(({ names, parts, table, kappa, kappaInterval }) => ({
      appraisers: names,
      parts,
      table,
      kappa: kappa && kappaFacts(kappa, kappaInterval),
    })),
    between: study.between,
    between_kappa: study.betweenKappa && fleissFacts(study.betweenKappa),
    all_against_reference: study.allReference,
  };
}

/** The error of Fleiss' kappa takes whole parts as the unit already. */
function fleissFacts(found: FleissKappa): KappaFacts {
  const { kappa, standardError } = found;
  if (kappa === null || !standardError) return kappaFacts(found, null);
  const reach = 1.959964 * standardError;
  return kappaFacts(found, [Math.max(-1, kappa - reach), Math.min(1, kappa + reach)]);
}

function kappaFacts(found: Kappa, interval: KappaFacts['interval']): KappaFacts {
  return {
    kappa: found.kappa,
    observed: found.observed,
    expected: found.expected,
    standard_error: found.standardError,
    standard_error_of_zero: found.standardErrorOfZero,
    interval,
  };
}
