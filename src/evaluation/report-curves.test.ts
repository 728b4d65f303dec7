import { expect, test } from 'vitest';
import type { EvaluatedPicture } from './evaluation-input.ts';
import { reportCurves } from './report-curves.ts';

const picture = (anomalyScore: number, defectType: string | null): EvaluatedPicture => ({
  path: `${anomalyScore}.png`,
  defectType,
  anomalyScore,
  pValue: null,
  decision: 'PASS',
  inspectionMs: 1,
  map: null,
  mask: null,
});

test('curves have a threshold for every point, and none where nothing is called defective', () => {
  const { curves } = reportCurves([picture(1, null), picture(2, 'hole'), picture(3, 'hole')], 1.5);
  expect(curves!.roc).toEqual({
    false_positive_rate: [0, 0, 1],
    recall: [0, 1, 1],
    thresholds: [null, 2, 1],
  });
  expect(curves!.precision_recall.precision.at(0)).toBe(1);
  expect(reportCurves([picture(1, null)], 1.5).curves).toBeNull();
});

test('curves of many pictures are thinned to 200 points with both ends', () => {
  const mixed = Array.from({ length: 4_000 }, (_, at) =>
    picture(at, (at * 7_919) % 4_000 < at ? 'hole' : null),
  );
  const { roc } = reportCurves(mixed, 2_000).curves!;
  expect(roc.recall.length).toBeLessThanOrEqual(200);
  expect(roc.recall.length).toBeGreaterThan(100);
  expect([roc.recall[0], roc.recall.at(-1), roc.false_positive_rate.at(-1)]).toEqual([0, 1, 1]);
});

test('the distribution counts every picture once, good parts first, with the threshold as an edge', () => {
  const pictures = [picture(1, null), picture(1.2, null), picture(2, 'hole'), picture(5, 'crack')];
  const groups = reportCurves(pictures, 1.5).score_distribution;
  expect(groups.map(({ defect_type: type }) => type)).toEqual([null, 'crack', 'hole']);
  expect(groups.map(({ bars }) => bars.reduce((sum, bar) => sum + bar.pictures, 0))).toEqual([2, 1, 1]);
  for (const { from, to } of groups.flatMap(({ bars }) => bars)) expect(from < 1.5 && to > 1.5).toBe(false);
});
