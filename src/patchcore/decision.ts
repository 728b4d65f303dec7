import { type Calibration, pValue } from './calibration.ts';

/** PASS: go on. REVIEW: a person looks. FAIL: reject. */
export type Verdict = 'PASS' | 'REVIEW' | 'FAIL';

/** The verdict about a picture, and why. */
export interface Decision {
  readonly decision: Verdict;
  /** Share of good parts that score at least this high. */
  readonly pValue: number;
  /** One sentence for a person. */
  readonly reason: string;
}

/** What a decision compares with. */
export type DecisionLimits = Pick<Calibration, 'threshold' | 'reviewThreshold' | 'scores'>;

/** Compares an anomaly score with the model's thresholds: FAIL above the one, REVIEW above the other. */
export function decide(score: number, limits: DecisionLimits): Decision {
  const { threshold, reviewThreshold, scores } = limits;
  const decision = score > threshold ? 'FAIL' : score > reviewThreshold ? 'REVIEW' : 'PASS';
  const p = pValue(scores, score);
  return {
    decision,
    pValue: p,
    reason: `${comparison(decision, score, limits)}; ${rarity(score, scores, p)}.`,
  };
}

function comparison(
  decision: Verdict,
  score: number,
  { threshold, reviewThreshold }: DecisionLimits,
): string {
  const [shown, fail, review] = distinguishable([score, threshold, reviewThreshold]);
  switch (decision) {
    case 'FAIL':
      return `FAIL: score ${shown} is above ${fail}`;
    case 'REVIEW':
      return `REVIEW: score ${shown} is above ${review}, though not above ${fail}`;
    case 'PASS':
      return `PASS: score ${shown} is not above ${review}`;
  }
}

/** Numbers with two decimals, or with as many more as it takes to tell them apart. */
function distinguishable(values: readonly number[]): readonly string[] {
  const different = new Set(values).size;
  for (let decimals = 2; ; decimals++) {
    const texts = values.map(value => value.toFixed(decimals));
    if (new Set(texts).size === different || decimals === 9) return texts;
  }
}

function rarity(score: number, scores: readonly number[], p: number): string {
  const atLeast = scores.filter(heldOut => heldOut >= score).length;
  const counted = atLeast === 0 ? 'none' : String(atLeast);
  return `of ${scores.length} good pictures ${counted} scored so high (p = ${formatP(p)})`;
}

/** A p-value with two digits that mean something, and no more than three decimals unless it is smaller. */
export function formatP(p: number): string {
  return p >= 0.095 ? p.toFixed(2) : p >= 0.0005 ? p.toFixed(3) : p.toPrecision(1);
}
