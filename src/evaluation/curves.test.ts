import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Curve, precisionRecallCurve, rocCurve } from './curves.ts';
import { imageMetrics } from './metrics.ts';

const points = (curve: Curve | null) => Array.from(curve!.x, (x, i) => [x, curve!.y[i]!]);

/** A seeded sequence in 0..1 (Lehmer's generator). */
function* uniform(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 48271) % 2147483647;
    yield state / 2147483647;
  }
}

function manyPictures(count: number): { scores: number[]; labels: number[] } {
  const random = uniform(7);
  const labels = Array.from({ length: count }, (_, i) => i % 2);
  return { labels, scores: labels.map(label => random.next().value + label * 0.4) };
}

function area(curve: Curve): number {
  return points(curve).reduce(
    (sum, [x, y], i, all) => (i === 0 ? 0 : sum + ((x! - all[i - 1]![0]!) * (y! + all[i - 1]![1]!)) / 2),
    0,
  );
}

test('a ROC curve keeps only its corners', () => {
  const curve = rocCurve([9, 8, 7, 3, 2, 1], [1, 1, 1, 0, 0, 0]);
  expect(points(curve)).toEqual([
    [0, 0],
    [0, 1],
    [1, 1],
  ]);
  expect([...curve!.scores]).toEqual([Number.POSITIVE_INFINITY, 7, 1]);
});

test('tied scores make a slope, not steps', () => {
  expect(points(rocCurve([5, 5, 5, 5], [0, 1, 0, 1]))).toEqual([
    [0, 0],
    [1, 1],
  ]);
});

test('a precision-recall curve starts at precision 1 and ends at recall 1', () => {
  const curve = points(precisionRecallCurve([4, 3, 2, 1], [0, 1, 0, 1]));
  expect(curve[0]).toEqual([0, 1]);
  expect(curve.at(-1)).toEqual([1, 0.5]);
});

test('there is no curve without good parts or without defects', () => {
  expect(rocCurve([1, 2], [0, 0])).toBeNull();
  expect(precisionRecallCurve([1, 2], [1, 1])).toBeNull();
});

test('a curve of 200,000 pictures is thinned to 500 points without moving', () => {
  const { scores, labels } = manyPictures(200_000);
  const [roc, pr] = [rocCurve(scores, labels)!, precisionRecallCurve(scores, labels)!];
  expect(roc.x.length).toBeGreaterThan(100);
  expect(roc.x.length).toBeLessThanOrEqual(500);
  expect(pr.x.length).toBeLessThanOrEqual(500);
  const { auroc, averagePrecision } = imageMetrics(scores, labels);
  expect(area(roc)).toBeCloseTo(auroc!, 3);
  expect(area(pr)).toBeCloseTo(averagePrecision!, 2);
});

test('the area under a ROC curve of few pictures is exactly the AUROC', () => {
  const pictures = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 1 })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(pictures, pairs => {
      const [scores, labels] = [pairs.map(pair => pair[0]), pairs.map(pair => pair[1])];
      const curve = rocCurve(scores, labels);
      fc.pre(curve !== null);
      expect(area(curve)).toBeCloseTo(imageMetrics(scores, labels).auroc!, 12);
    }),
  );
});
