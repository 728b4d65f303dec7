import type { Judgement, Rating } from '../statistics/agreement-pairs.ts';
import type { AgreementFacts } from './agreement-facts.ts';
import type { GaugeFacts } from './gauge-facts.ts';

/** Parts that the manuals ask for at least; 0 misses of 72 have an interval that ends at 5 %. */
const ENOUGH = { attributeParts: 50, scoreParts: 10, judgementsOfBadParts: 72 } as const;

/** What the figures of a report rest on. */
export interface GaugeBasis {
  readonly agreement: AgreementFacts | null;
  readonly gauge: GaugeFacts | null;
  readonly reviews: number;
  readonly review_as: Judgement;
}

/** What limits the figures of a report, and what would mend it. */
export function gaugeCautions(
  facts: GaugeBasis,
  ratings: readonly Rating[],
  references: ReadonlyMap<string, Judgement>,
  repeatedPictures: number,
): string[] {
  const { agreement, gauge } = facts;
  const parts = new Set(ratings.map(({ part }) => part)).size;
  const bad = Math.max(0, ...(agreement?.appraisers.map(({ miss_rate }) => miss_rate?.of ?? 0) ?? []));
  const known = agreement?.all_against_reference != null;
  const once =
    agreement?.appraisers.filter(({ within }) => within === null).map(({ appraiser }) => appraiser) ?? [];
  return [
    ...(agreement && parts < ENOUGH.attributeParts
      ? [`${parts} parts were judged; the intervals are wide below ${ENOUGH.attributeParts}.`]
      : []),
    ...(agreement && !known
      ? ['The study has no references: agreement says nothing about who is right.']
      : []),
    ...(known && bad < ENOUGH.judgementsOfBadParts
      ? [
          `Nobody judged defective parts more than ${bad} times: a miss rate of 5 % cannot be shown with fewer than ${ENOUGH.judgementsOfBadParts} such judgements, even without a miss.`,
        ]
      : []),
    ...(once.length > 0
      ? [`${once.join(', ')} judged no part twice: nothing is known of how well the verdicts repeat.`]
      : []),
    ...(facts.reviews > 0
      ? [`${facts.reviews} verdicts were REVIEW and are counted as ${facts.review_as}.`]
      : []),
    ...(repeatedPictures > 0
      ? [
          `${repeatedPictures} trials show a picture that an earlier trial has shown: its score is the same each time. Repeatability needs a new picture for every trial, with the part taken out and put back.`,
        ]
      : []),
    ...(gauge && gauge.parts.length < ENOUGH.scoreParts
      ? [
          `The scores are of ${gauge.parts.length} parts; with fewer than ${ENOUGH.scoreParts} the spread of the parts is poorly known.`,
        ]
      : []),
    ...(gauge && new Set(gauge.parts.map(({ part }) => references.get(part) ?? 'unknown')).size > 1
      ? [
          'Good and defective parts were scored together: the spread between them makes the share of the gauge look small. Judge the gauge by its standard deviation and the zone around the threshold, or by a study of good parts only.',
        ]
      : []),
    ...(gauge && gauge.appraisers.length === 1
      ? [
          'The scores were taken under one condition only: they show repeatability, not what another shift, station or person would change.',
        ]
      : []),
  ];
}
