import { expect, test } from 'vitest';
import { Value } from '#bundled/typebox/value';
import { evaluatedPicture, evaluationInput, PICTURES } from '../../test/fixtures/evaluation.ts';
import { EvaluationReport } from '../schemas/report.ts';
import { buildReport } from './report.ts';

const goods = PICTURES.filter(picture => picture.defectType === null);
const defects = PICTURES.filter(picture => picture.defectType !== null);

test('a report follows its schema, also after a trip through JSON', () => {
  for (const pictures of [PICTURES, goods, defects, []]) {
    const report: unknown = JSON.parse(JSON.stringify(buildReport(evaluationInput(pictures))));
    expect([...Value.Errors(EvaluationReport, report)]).toEqual([]);
  }
});

test('decisions, rates and intervals are those of score > threshold', () => {
  const report = buildReport(evaluationInput());
  expect(report.confusion).toEqual({
    true_positives: 4,
    false_positives: 1,
    true_negatives: 3,
    false_negatives: 1,
  });
  expect(report).toMatchObject({ false_reject_rate: 0.25, recall: 0.8, precision: 0.8 });
  // R: binom.test(1, 4) and binom.test(4, 5).
  expect(report.false_reject_interval).toEqual([expect.closeTo(0.0063, 4), expect.closeTo(0.8059, 4)]);
  expect(report.recall_interval).toEqual([expect.closeTo(0.2836, 4), expect.closeTo(0.9949, 4)]);
  expect(report.images.map(image => image.decision).join()).toBe(
    'PASS,PASS,PASS,FAIL,FAIL,FAIL,PASS,FAIL,FAIL',
  );
});

test('a defect in REVIEW is neither caught nor escaped, a good part in REVIEW neither passed nor rejected', () => {
  const reviewed = [
    evaluatedPicture('test/good/004.png', null, 1.8),
    evaluatedPicture('test/dent/003.png', 'dent', 1.9),
  ];
  const report = buildReport(evaluationInput([...PICTURES, ...reviewed]));
  expect(report.verdicts).toEqual({
    good: { pass: 3, review: 1, fail: 1 },
    defective: { pass: 1, review: 1, fail: 4 },
  });
  expect(report).toMatchObject({ review_threshold: 1.7, recall: 4 / 6, escape_rate: 1 / 6 });
  expect(report.per_defect_type.dent).toMatchObject({ count: 4, detected: 2, in_review: 1 });
  expect(report.confusion.false_negatives).toBe(2);
});

test('image metrics rank the raw scores', () => {
  // One of 20 pairs of a good and a defective part is in the wrong order: 2.5 over 1.5.
  expect(buildReport(evaluationInput()).image_auroc).toBeCloseTo(0.95, 12);
});

test('every defect type is measured against all good parts', () => {
  const { per_defect_type: types } = buildReport(evaluationInput());
  expect(Object.keys(types)).toEqual(['crack', 'dent']);
  expect(types.crack).toMatchObject({ count: 2, detected: 2, recall: 1, image_auroc: 1, score_median: 3.5 });
  expect(types.dent).toMatchObject({ count: 3, detected: 2, score_min: 1.5, score_median: 5, score_max: 6 });
  expect(types.dent!.image_auroc).toBeCloseTo(11 / 12, 12);
});

test('without defects their figures are null and the false-reject rate is not', () => {
  const report = buildReport(evaluationInput(goods));
  expect(report).toMatchObject({ image_auroc: null, pixel_auroc: null, recall: null, recall_interval: null });
  expect(report).toMatchObject({ false_reject_rate: 0.25, precision: 0, per_defect_type: {} });
});

test('without good parts the false-reject rate is null and recall is not', () => {
  const report = buildReport(evaluationInput(defects));
  expect(report).toMatchObject({ image_auroc: null, false_reject_rate: null, false_reject_interval: null });
  expect(report.recall).toBe(0.8);
});

test('a defect without a mask does not count its pixels as normal', () => {
  const bare = { ...evaluatedPicture('test/dent/009.png', 'dent', 9), mask: null };
  const report = buildReport(evaluationInput([...PICTURES, bare]));
  expect(report.pixel_auroc).toBe(buildReport(evaluationInput()).pixel_auroc);
  expect(report.masked_defects).toBe(5);
  const unmasked = buildReport(evaluationInput([...goods, bare]));
  expect(unmasked).toMatchObject({ pixel_auroc: null, aupro_30: null, masked_defects: 0 });
});

test('good parts count in the pixel metrics', () => {
  const withoutHotGoods = PICTURES.filter(picture => picture.defectType !== null || picture.anomalyScore < 2);
  const [all, fewer] = [PICTURES, withoutHotGoods].map(pictures => buildReport(evaluationInput(pictures)));
  expect(all!.pixel_auroc).toBeLessThan(fewer!.pixel_auroc!);
});

test('a defect type may have any folder name', () => {
  const report = buildReport(evaluationInput([...goods, evaluatedPicture('a.png', '__proto__', 9)]));
  expect(Object.entries(report.per_defect_type)).toEqual([
    ['__proto__', expect.objectContaining({ count: 1 })],
  ]);
});

test('timings are medians, percentiles and pictures a second of wall-clock time', () => {
  const pictures = [10, 20, 30, 40].map((inspectionMs, i) => ({ ...PICTURES[i]!, inspectionMs }));
  expect(buildReport(evaluationInput(pictures)).timings).toEqual({
    load_ms: 400,
    inspection_ms_median: 25,
    inspection_ms_p95: expect.closeTo(38.5, 9),
    images_per_second: expect.closeTo(4 / 0.9, 9),
    total_ms: 1500,
  });
});
