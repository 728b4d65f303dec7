import { expect, test } from 'vitest';
import { evaluatedPicture, evaluationInput, PICTURES } from '../../test/fixtures/evaluation.ts';
import { extremes } from './extremes.ts';
import { buildReport } from './report.ts';

test('mistakes come first, then the closest calls, four in all', () => {
  const { goods, defects } = extremes(buildReport(evaluationInput()));
  expect(goods.map(image => image.anomaly_score)).toEqual([2.5, 1.4, 1.2, 1]);
  expect(defects.map(image => image.anomaly_score)).toEqual([1.5, 3, 4, 5]);
});

test('of many mistakes the twelve worst are shown', () => {
  const rejects = Array.from({ length: 30 }, (_, i) => evaluatedPicture(`${i}.png`, null, 10 + i));
  const { goods } = extremes(buildReport(evaluationInput([...PICTURES, ...rejects])));
  expect(goods.map(image => image.anomaly_score)).toEqual([39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28]);
});
