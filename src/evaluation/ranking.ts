import { InspectError } from '../errors.ts';

/**
 * What is called defective as the threshold falls: entry `i` counts everything that scored `scores[i]` or more.
 * One entry for each different score, highest first, so that ties enter together.
 */
export interface Ranking {
  readonly scores: Float64Array;
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * Ranks pictures by score; `labels` are 0 for a good part, anything else for a defect.
 *
 * @throws InspectError `invalid_argument` when the lengths differ, `data_invalid` when a score is not a number.
 */
export function rankByScore(scores: ArrayLike<number>, labels: ArrayLike<number>): Ranking {
  if (scores.length !== labels.length) {
    throw new InspectError(
      'invalid_argument',
      `There must be one label a score; found ${scores.length} scores and ${labels.length} labels.`,
    );
  }
  const steps = groupTies(scores, labels, descendingOrder(scores));
  const last = steps.length - 1;
  return {
    scores: Float64Array.from(steps, step => step.score),
    truePositives: Float64Array.from(steps, step => step.truePositives),
    falsePositives: Float64Array.from(steps, step => step.falsePositives),
    positives: steps[last]?.truePositives ?? 0,
    negatives: steps[last]?.falsePositives ?? 0,
  };
}

function descendingOrder(scores: ArrayLike<number>): number[] {
  const order = Array.from({ length: scores.length }, (_, index) => index);
  const invalid = order.find(index => Number.isNaN(scores[index]));
  if (invalid !== undefined) {
    throw new InspectError(
      'data_invalid',
      `Score ${invalid} is not a number. Check that the model's files are undamaged and inspect the picture again.`,
    );
  }
  // Compared, not subtracted: infinite scores are allowed and their difference is not a number.
  return order.sort((a, b) => (scores[a]! < scores[b]! ? 1 : scores[a]! > scores[b]! ? -1 : 0));
}

interface Step {
  readonly score: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

function groupTies(scores: ArrayLike<number>, labels: ArrayLike<number>, order: readonly number[]): Step[] {
  const steps: Step[] = [];
  let truePositives = 0;
  let falsePositives = 0;
  order.forEach((index, place) => {
    if (labels[index] === 0) falsePositives++;
    else truePositives++;
    const next = order[place + 1];
    if (next === undefined || scores[next] !== scores[index]) {
      steps.push({ score: scores[index]!, truePositives, falsePositives });
    }
  });
  return steps;
}
