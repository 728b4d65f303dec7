import fc from 'fast-check';
import { expect, test } from 'vitest';
import { confusion, imageMetrics } from './metrics.ts';

/** Scores with many ties, and both labels present. */
const scored = fc
  .array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 1 })), {
    minLength: 2,
    maxLength: 40,
  })
  .filter(pairs => new Set(pairs.map(([, label]) => label)).size === 2)
  .map(pairs => ({ scores: pairs.map(([score]) => score / 4), labels: pairs.map(([, label]) => label) }));

test('scores that separate good from defective reach 1 on all metrics', () => {
  const metrics = imageMetrics([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1]);
  expect(metrics).toEqual({ auroc: 1, averagePrecision: 1, f1Max: 1, f1MaxThreshold: 0.5 });
});

test('the textbook example of scikit-learn gives its documented values', () => {
  const { auroc, averagePrecision } = imageMetrics([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
  expect(auroc).toBe(0.75);
  expect(averagePrecision).toBeCloseTo(0.8333, 4);
});

test('all scores equal is chance level', () => {
  const metrics = imageMetrics([2, 2, 2, 2], [0, 1, 0, 1]);
  expect(metrics).toMatchObject({ auroc: 0.5, averagePrecision: 0.5, f1Max: 2 / 3 });
  expect(metrics.f1MaxThreshold).toBeLessThan(2);
});

test('without defects, without good parts or without pictures the metrics are null', () => {
  const none = { auroc: null, averagePrecision: null, f1Max: null, f1MaxThreshold: null };
  expect(imageMetrics([1, 2], [0, 0])).toEqual(none);
  expect(imageMetrics([1, 2], [1, 1])).toEqual(none);
  expect(imageMetrics([], [])).toEqual(none);
});

test('scores are compared as they are: differences far below single precision count', () => {
  expect(imageMetrics([1, 1 + 1e-15], [0, 1]).auroc).toBe(1);
  expect(imageMetrics([1e9, Number.POSITIVE_INFINITY], [0, 1]).auroc).toBe(1);
});

test('a score that is not a number, or a missing label, is refused', () => {
  expect(() => imageMetrics([1, Number.NaN], [0, 1])).toThrow(/Score 1 is not a number/);
  expect(() => imageMetrics([1, 2], [0])).toThrow(/2 scores and 1 labels/);
});

test('a rejected defect is a true positive, a rejected good part a false one', () => {
  expect(confusion([false, true, false, true], [0, 0, 1, 1])).toEqual({
    truePositives: 1,
    falsePositives: 1,
    trueNegatives: 1,
    falseNegatives: 1,
  });
});

test('AUROC is the share of good-defective pairs in the right order, ties counting half', () => {
  fc.assert(
    fc.property(scored, ({ scores, labels }) => {
      expect(imageMetrics(scores, labels).auroc).toBeCloseTo(orderedPairs(scores, labels), 12);
    }),
  );
});

test('average precision and F1Max equal their definitions at every threshold', () => {
  fc.assert(
    fc.property(scored, ({ scores, labels }) => {
      const { averagePrecision, f1Max } = imageMetrics(scores, labels);
      const slow = directDefinitions(scores, labels);
      expect(averagePrecision).toBeCloseTo(slow.averagePrecision, 12);
      expect(f1Max).toBeCloseTo(slow.f1Max, 12);
    }),
  );
});

test('deciding at f1MaxThreshold reaches f1Max', () => {
  fc.assert(
    fc.property(scored, ({ scores, labels }) => {
      const { f1Max, f1MaxThreshold } = imageMetrics(scores, labels);
      const { truePositives, falsePositives, falseNegatives } = confusion(
        scores.map(score => score > f1MaxThreshold!),
        labels,
      );
      expect((2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives)).toBeCloseTo(
        f1Max!,
        12,
      );
    }),
  );
});

test('the order in which pictures come does not matter', () => {
  fc.assert(
    fc.property(scored, ({ scores, labels }) => {
      const backwards = imageMetrics(scores.toReversed(), labels.toReversed());
      expect(backwards).toEqual(imageMetrics(scores, labels));
    }),
  );
});

function orderedPairs(scores: readonly number[], labels: readonly number[]): number {
  let [right, pairs] = [0, 0];
  scores.forEach((defect, i) => {
    scores.forEach((good, j) => {
      if (labels[i] !== 1 || labels[j] !== 0) return;
      pairs++;
      right += defect > good ? 1 : defect === good ? 0.5 : 0;
    });
  });
  return right / pairs;
}

function directDefinitions(scores: readonly number[], labels: readonly number[]) {
  const positives = labels.filter(label => label === 1).length;
  let [averagePrecision, f1Max, lastRecall] = [0, 0, 0];
  for (const threshold of [...new Set(scores)].sort((a, b) => b - a)) {
    const called = labels.filter((_, i) => scores[i]! >= threshold);
    const caught = called.filter(label => label === 1).length;
    const [precision, recall] = [caught / called.length, caught / positives];
    averagePrecision += (recall - lastRecall) * precision;
    if (caught > 0) f1Max = Math.max(f1Max, (2 * precision * recall) / (precision + recall));
    lastRecall = recall;
  }
  return { averagePrecision, f1Max };
}
