import { describe, expect, test } from 'vitest';
import { precisionRecallCurve, rocCurve, type ScoredPicture, scoreBins } from './evaluation-curves.ts';

const picture = (label: ScoredPicture['label'], score: number): ScoredPicture => ({
  label,
  anomaly_score: score,
});
const pictures = [picture('good', 0.1), picture('good', 0.3), picture('defect', 0.2), picture('defect', 0.9)];

describe('curves of an evaluation', () => {
  test('the ROC curve goes from nothing rejected to everything rejected', () => {
    expect(rocCurve(pictures).map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [0, 0.5],
      [0.5, 0.5],
      [0.5, 1],
      [1, 1],
    ]);
  });

  test('a threshold rejects just what the point counts', () => {
    for (const { x, threshold } of rocCurve(pictures).slice(0, -1)) {
      const rejected = pictures.filter(
        ({ label, anomaly_score }) => label === 'good' && anomaly_score > threshold,
      );
      expect(rejected.length / 2).toBe(x);
    }
  });

  test('precision falls where a good part is rejected', () => {
    expect(precisionRecallCurve(pictures).map(({ x, y }) => [x, y])).toEqual([
      [0.5, 1],
      [0.5, 0.5],
      [1, 2 / 3],
      [1, 0.5],
    ]);
  });

  test('equal scores are one point, and a set of one kind has no curve', () => {
    expect(rocCurve([picture('good', 1), picture('defect', 1)])).toHaveLength(2);
    expect(rocCurve([picture('good', 1)])).toEqual([]);
    expect(precisionRecallCurve([picture('good', 1)])).toEqual([]);
  });

  test('long curves are thinned and keep their ends', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => picture(at % 3 ? 'good' : 'defect', at));
    const curve = rocCurve(many);
    expect(curve.length).toBeLessThan(500);
    expect([curve[0], curve.at(-1)].map(point => [point?.x, point?.y])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  test('bins hold every picture once', () => {
    const scored = [0, 1].flatMap(score => [picture('good', score), picture('defect', score)]);
    const { edges, good, defective } = scoreBins(scored, 4);
    expect(edges).toEqual([0, 0.25, 0.5, 0.75]);
    expect(good).toEqual([1, 0, 0, 1]);
    expect(defective).toEqual([1, 0, 0, 1]);
  });
});
