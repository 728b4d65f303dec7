import type { CountedShare } from '../statistics/agreement.ts';
import type { KappaFacts } from './agreement-facts.ts';
import type { GaugeReport } from './gauge-report.ts';
import { countOf, formatInterval, formatShare } from './number-format.ts';

/** The verdict on a measurement system in words. */
export const VERDICT_WORDS = {
  good: 'fit for use',
  marginal: 'marginally fit for use',
  bad: 'not fit for use',
  unknown: 'cannot be judged from this study',
} as const;

/** Who was judged, in one sentence with the result, and what decided. */
export function gaugeHeadline({ machines, agreement, verdict, findings, cautions }: GaugeReport): string {
  if (verdict === 'unknown')
    return 'The study has neither references nor repeated judgements, and no scores to analyse: nothing to judge by.';
  const who =
    machines.length > 0
      ? `The machine (${machines.join(', ')}) is`
      : agreement
        ? 'The inspectors together are'
        : 'The scores are';
  if (verdict === 'good')
    return `${who} fit for use${cautions.length > 0 ? ', as far as this study can show' : ''}.`;
  const [first, ...others] = findings.filter(
    ({ about, level }) =>
      level === verdict && (machines.length === 0 || about === null || machines.includes(about)),
  );
  if (!first) return `${who} ${VERDICT_WORDS[verdict]}.`;
  const more = others.length > 0 ? `, and ${countOf(others.length, 'more finding')}` : '';
  return `${who} ${VERDICT_WORDS[verdict]}. What decides: ${first.text}${more}.`;
}

/** `42 of 50, 84 % (70.9–92.8 %)`; `-` without anything to count. */
export function shareText(found: CountedShare | null): string {
  if (found?.share == null) return '-';
  return `${found.count} of ${found.of}, ${formatShare(found.share)} (${formatInterval(found.interval)})`;
}

/** `0.86 (0.75–0.97)`; `-` where there is none. */
export function kappaText(found: KappaFacts | null): string {
  if (found?.kappa == null) return '-';
  const { kappa, interval } = found;
  return interval === null
    ? kappa.toFixed(2)
    : `${kappa.toFixed(2)} (${interval[0].toFixed(2)}–${interval[1].toFixed(2)})`;
}
