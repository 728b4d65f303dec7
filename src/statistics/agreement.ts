import { InspectError } from '../errors.ts';
import { type Judgement, type PairAgreement, pairAgreement, type Rating } from './agreement-pairs.ts';
import { clopperPearson, type Interval } from './intervals.ts';
import { type FleissKappa, fleissKappa } from './kappa.ts';

/** A share with its exact 95 % interval; `share` is null when there is nothing to count. */
export interface CountedShare {
  readonly count: number;
  readonly of: number;
  readonly share: number | null;
  readonly interval: Interval;
}

/** How an appraiser agrees with the reference. */
export interface ReferenceAgreement extends PairAgreement {
  /** Parts whose every judgement equals the reference. */
  readonly effectiveness: CountedShare;
  /** Judgements PASS of parts that must be rejected. */
  readonly misses: CountedShare;
  /** Judgements FAIL of parts that are good. */
  readonly falseAlarms: CountedShare;
}

/** How an appraiser agrees with itself and with the reference. */
export interface AppraiserAgreement {
  readonly appraiser: string;
  readonly parts: number;
  readonly ratings: number;
  /** Parts that were judged at least twice and always alike; null when none was judged twice. */
  readonly within: CountedShare | null;
  /** Null when the parts were not judged equally often. */
  readonly withinKappa: FleissKappa | null;
  readonly reference: ReferenceAgreement | null;
}

/** An attribute study: every appraiser, every two of them, and all together. */
export interface AgreementStudy {
  readonly appraisers: readonly AppraiserAgreement[];
  readonly pairs: readonly (PairAgreement & { readonly names: readonly [string, string] })[];
  /** Parts that all appraisers always judged alike, among those that all have judged; null with one appraiser. */
  readonly between: CountedShare | null;
  /** Fleiss' kappa over all judgements; null with one appraiser or where parts were not judged equally often. */
  readonly betweenKappa: FleissKappa | null;
  /** Parts that all appraisers always judged as the reference does; null without references. */
  readonly allReference: CountedShare | null;
}

/**
 * Attribute agreement as in AIAG, Measurement Systems Analysis, 4th edition, chapter III C.
 *
 * @param references the true judgement of a part; parts without one take no part in what needs it
 * @throws InspectError `data_invalid` without ratings.
 */
export function agreementStudy(
  ratings: readonly Rating[],
  references: ReadonlyMap<string, Judgement>,
): AgreementStudy {
  if (ratings.length === 0)
    throw new InspectError('data_invalid', 'A study of verdicts needs verdicts; found none.');
  const names = [...new Set(ratings.map(({ appraiser }) => appraiser))];
  const byName = names.map(name => ratings.filter(({ appraiser }) => appraiser === name));
  const pairs = names.flatMap((first, i) =>
    names.slice(i + 1).map((second, j) => ({
      names: [first, second] as const,
      ...pairAgreement(byName[i]!, byName[i + 1 + j]!),
    })),
  );
  const shared = groupByPart(ratings).filter(group =>
    byName.every(own => own.some(r => r.part === group.part)),
  );
  const known = shared.filter(({ part }) => references.has(part));
  const together = names.length > 1;
  return {
    appraisers: names.map((name, i) => agreementOf(name, byName[i]!, references)),
    pairs,
    between: together ? shareOf(shared.filter(alike).length, shared.length) : null,
    betweenKappa: together ? kappaOf(shared) : null,
    allReference:
      known.length > 0
        ? shareOf(known.filter(group => matches(group, references)).length, known.length)
        : null,
  };
}

interface PartJudgements {
  readonly part: string;
  readonly judgements: readonly Judgement[];
}

function agreementOf(
  appraiser: string,
  ratings: readonly Rating[],
  references: ReadonlyMap<string, Judgement>,
): AppraiserAgreement {
  const groups = groupByPart(ratings);
  const repeated = groups.filter(({ judgements }) => judgements.length > 1);
  return {
    appraiser,
    parts: groups.length,
    ratings: ratings.length,
    within: repeated.length > 0 ? shareOf(repeated.filter(alike).length, repeated.length) : null,
    withinKappa: kappaOf(groups),
    reference: referenceAgreement(ratings, groups, references),
  };
}

function referenceAgreement(
  ratings: readonly Rating[],
  groups: readonly PartJudgements[],
  references: ReadonlyMap<string, Judgement>,
): ReferenceAgreement | null {
  const known = groups.filter(({ part }) => references.has(part));
  if (known.length === 0) return null;
  const truth = known.map(({ part }) => ({
    part,
    appraiser: 'reference',
    trial: '',
    judgement: references.get(part)!,
  }));
  const judged = (judgement: Judgement) => ratings.filter(({ part }) => references.get(part) === judgement);
  const wrong = (found: readonly Rating[]) =>
    found.filter(({ part, judgement }) => judgement !== references.get(part)).length;
  const [bad, good] = [judged('FAIL'), judged('PASS')];
  return {
    ...pairAgreement(ratings, truth),
    effectiveness: shareOf(known.filter(group => matches(group, references)).length, known.length),
    misses: shareOf(wrong(bad), bad.length),
    falseAlarms: shareOf(wrong(good), good.length),
  };
}

function groupByPart(ratings: readonly Rating[]): PartJudgements[] {
  const groups = new Map<string, Judgement[]>();
  for (const { part, judgement } of ratings) groups.set(part, [...(groups.get(part) ?? []), judgement]);
  return [...groups].map(([part, judgements]) => ({ part, judgements }));
}

/** Fleiss' kappa; null unless every part has the same number of judgements, at least two. */
function kappaOf(groups: readonly PartJudgements[]): FleissKappa | null {
  const times = groups[0]?.judgements.length ?? 0;
  if (times < 2 || groups.some(({ judgements }) => judgements.length !== times)) return null;
  return fleissKappa(
    groups.map(({ judgements }) => {
      const passes = judgements.filter(judgement => judgement === 'PASS').length;
      return [passes, times - passes];
    }),
  );
}

function alike({ judgements }: PartJudgements): boolean {
  return judgements.every(judgement => judgement === judgements[0]);
}

function matches({ part, judgements }: PartJudgements, references: ReadonlyMap<string, Judgement>): boolean {
  return judgements.every(judgement => judgement === references.get(part));
}

function shareOf(count: number, of: number): CountedShare {
  return { count, of, share: of > 0 ? count / of : null, interval: clopperPearson(count, of) };
}
