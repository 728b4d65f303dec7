import { type Ranking, rankByScore } from './ranking.ts';

/** How well scores separate good parts from defective ones; all null unless there are both. */
export interface ImageMetrics {
  /** Area under the ROC curve: the chance that a defect scores above a good part, ties counting half. */
  readonly auroc: number | null;
  /** Step-wise area under the precision-recall curve, as in scikit-learn: the sum of (R_i - R_i-1) * P_i. */
  readonly averagePrecision: number | null;
  /** The best F1 score (harmonic mean of precision and recall) that any threshold reaches. */
  readonly f1Max: number | null;
  /** A threshold that reaches `f1Max` under the decision `score > threshold`. */
  readonly f1MaxThreshold: number | null;
}

/** Counts of right and wrong decisions; a positive is a part called defective. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/**
 * Image-level metrics on raw scores, exact and equal to scikit-learn's; `labels` are 0 for a good part.
 *
 * @throws InspectError `invalid_argument` when the lengths differ, `data_invalid` when a score is not a number.
 */
export function imageMetrics(scores: ArrayLike<number>, labels: ArrayLike<number>): ImageMetrics {
  const ranking = rankByScore(scores, labels);
  if (ranking.positives === 0 || ranking.negatives === 0) {
    return { auroc: null, averagePrecision: null, f1Max: null, f1MaxThreshold: null };
  }
  return { auroc: auroc(ranking), averagePrecision: averagePrecision(ranking), ...bestF1(ranking) };
}

/** Counts decisions: whether each part was rejected, and 0 for a good one. */
export function confusion(rejections: readonly boolean[], labels: ArrayLike<number>): Confusion {
  let [truePositives, falsePositives, trueNegatives, falseNegatives] = [0, 0, 0, 0];
  for (const [i, rejected] of rejections.entries()) {
    if (labels[i] === 0) rejected ? falsePositives++ : trueNegatives++;
    else rejected ? truePositives++ : falseNegatives++;
  }
  return { truePositives, falsePositives, trueNegatives, falseNegatives };
}

function auroc({ truePositives, falsePositives, positives, negatives }: Ranking): number {
  let area = 0;
  let [lastTrue, lastFalse] = [0, 0];
  for (let i = 0; i < truePositives.length; i++) {
    area += (falsePositives[i]! - lastFalse) * (truePositives[i]! + lastTrue) * 0.5;
    [lastTrue, lastFalse] = [truePositives[i]!, falsePositives[i]!];
  }
  return area / (positives * negatives);
}

function averagePrecision({ truePositives, falsePositives, positives }: Ranking): number {
  let sum = 0;
  let lastTrue = 0;
  for (let i = 0; i < truePositives.length; i++) {
    sum += ((truePositives[i]! - lastTrue) * truePositives[i]!) / (truePositives[i]! + falsePositives[i]!);
    lastTrue = truePositives[i]!;
  }
  return sum / positives;
}

function bestF1(ranking: Ranking): Pick<ImageMetrics, 'f1Max' | 'f1MaxThreshold'> {
  const { truePositives, falsePositives, positives } = ranking;
  let best = 0;
  let f1Max = 0;
  for (let i = 0; i < truePositives.length; i++) {
    const f1 = (2 * truePositives[i]!) / (truePositives[i]! + falsePositives[i]! + positives);
    if (f1 > f1Max) [best, f1Max] = [i, f1];
  }
  return { f1Max, f1MaxThreshold: thresholdBelow(ranking.scores, best) };
}

/** A threshold that `scores[index]` exceeds and the next lower score does not: half-way between the two. */
function thresholdBelow(scores: Float64Array, index: number): number {
  const score = scores[index]!;
  const next = scores[index + 1];
  if (next === undefined) return score - Math.max(1, Math.abs(score)) * 1e-6;
  const middle = next + (score - next) / 2;
  return middle > next && middle < score ? middle : next;
}
