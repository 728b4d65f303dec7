import { type Calibration, pValue } from './calibration.ts';

/** PASS or FAIL, and why. */
export interface Decision {
  readonly decision: 'PASS' | 'FAIL';
  /** Share of good parts that score at least this high. */
  readonly pValue: number;
  /** One sentence for a person. */
  readonly reason: string;
}

/** Compares an anomaly score with the model's threshold: FAIL when it is above. */
export function decide(
  score: number,
  calibration: Pick<Calibration, 'threshold' | 'scores' | 'n'>,
): Decision {
  const { threshold, scores, n } = calibration;
  const fails = score > threshold;
  const p = pValue(scores, score);
  const relation = fails ? 'above' : 'not above';
  const share =
    p <= 1 / (n + 1)
      ? `none of the ${n} good pictures scored as high`
      : `about ${(100 * p).toFixed(p < 0.1 ? 1 : 0)} % of good parts score as high`;
  return {
    decision: fails ? 'FAIL' : 'PASS',
    pValue: p,
    reason: `The anomaly score ${score.toFixed(3)} is ${relation} the threshold ${threshold.toFixed(3)}; ${share}.`,
  };
}
