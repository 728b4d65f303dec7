import { checkSeries, type Signal, type SignalRule } from './control-chart.ts';

/** At least `count` of `among` successive points more than `beyond` standard deviations from the centre, on one side. */
interface Rule {
  readonly rule: SignalRule;
  readonly count: number;
  readonly among: number;
  readonly beyond: number;
}

/** Western Electric Company, Statistical Quality Control Handbook (1956), the four tests for instability of pages 25-28. */
const RULES: readonly Rule[] = [
  { rule: 'beyond_limits', count: 1, among: 1, beyond: 3 },
  { rule: 'two_of_three', count: 2, among: 3, beyond: 2 },
  { rule: 'four_of_five', count: 4, among: 5, beyond: 1 },
  { rule: 'eight_in_a_row', count: 8, among: 8, beyond: 0 },
];

/**
 * The Western Electric rules on standardised values, (value - centre) / sigma. A signal stands at the point that
 * completes the pattern and is part of it; a pattern that goes on gives a signal at every further point. Points
 * exactly on a zone's border do not lie beyond it.
 *
 * With independent normal values the four rules together give a false signal every 91.75 points on average, the
 * first one alone every 370.4 (Champ and Woodall 1987).
 *
 * @throws InspectError `invalid_argument` for values that are not finite.
 */
export function runsRuleSignals(
  standardised: readonly number[],
  rules: readonly SignalRule[] = RULES.map(({ rule }) => rule),
): Signal[] {
  checkSeries(standardised, 0);
  const active = RULES.filter(({ rule }) => rules.includes(rule));
  const signals: Signal[] = [];
  for (let at = 0; at < standardised.length; at++) {
    const side = standardised[at]! > 0 ? 'above' : 'below';
    const sign = side === 'above' ? 1 : -1;
    for (const { rule, count, among, beyond } of active) {
      if (!(standardised[at]! * sign > beyond)) continue;
      const first = Math.max(0, at - among + 1);
      let found = 0;
      for (let index = first; index <= at; index++) if (standardised[index]! * sign > beyond) found++;
      if (found >= count) signals.push({ at, rule, side });
    }
  }
  return signals;
}
