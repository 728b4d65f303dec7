import { expect, test } from 'vitest';
import { individualsChart } from './individuals-chart.ts';

test('the chart of NIST/SEMATECH e-Handbook 6.3.2.2 (flow rate, 10 batches) comes out to the printed digits', () => {
  const flowRate = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1];
  const { individuals, movingRange } = individualsChart(flowRate);
  expect(movingRange.points.map(point => point.value.toFixed(1)).join(' ')).toBe(
    '2.0 2.3 1.4 3.5 3.4 1.4 0.2 1.2 1.5',
  );
  expect(movingRange.points[0]!.centre.toFixed(4)).toBe('1.8778');
  const { centre, upper, lower } = individuals.points[0]!;
  expect([centre, upper!, lower!].map(value => value.toFixed(4))).toEqual(['50.8100', '55.8041', '45.8159']);
  expect(individuals.signals.filter(signal => signal.rule === 'beyond_limits')).toEqual([]);
});

// Montgomery and Runger, Applied Statistics and Probability for Engineers (3rd ed.), table 16-3 and section 16-6.
const CONCENTRATION = [
  102.0, 94.8, 98.3, 98.4, 102.0, 98.5, 99.0, 97.7, 100.0, 98.1, 101.3, 98.7, 101.1, 98.4, 97.0, 96.7, 100.3,
  101.4, 97.2, 101.0,
];

test('the chart of Montgomery and Runger, table 16-3 (chemical process concentration), comes out', () => {
  const { individuals, movingRange } = individualsChart(CONCENTRATION);
  expect(movingRange.points.map(point => point.value.toFixed(1)).join(' ')).toBe(
    '7.2 3.5 0.1 3.6 3.5 0.5 1.3 2.3 1.9 3.2 2.6 2.4 2.7 1.4 0.3 3.6 1.1 4.2 3.8',
  );
  expect(individuals.points[0]!.centre).toBeCloseTo(99.1, 1);
  expect(movingRange.points[0]!.centre.toFixed(2)).toBe('2.59');
  // The book computes its limits, 105.99 and 92.21, from the rounded 99.1 and 2.59.
  const rounded = individualsChart(CONCENTRATION, { centre: 99.1, sigma: 2.59 / 1.128 });
  const { upper, lower } = rounded.individuals.points[0]!;
  expect([upper!.toFixed(2), lower!.toFixed(2)]).toEqual(['105.99', '92.21']);
  expect([...individuals.signals, ...movingRange.signals]).toEqual([]);
});

test('a baseline is taken as it is, and a jump signals on both charts', () => {
  const chart = individualsChart([10, 10.5, 9.5, 15, 10], { centre: 10, sigma: 1 });
  expect(chart.individuals.signals).toContainEqual({ at: 3, rule: 'beyond_limits', side: 'above' });
  expect(chart.movingRange.points[0]!.upper).toBeCloseTo(3.685, 3);
  expect(chart.movingRange.signals.map(signal => signal.at)).toEqual([2, 3]);
});

test('values that cannot be charted are refused with what was found', () => {
  expect(() => individualsChart([])).toThrow(/at least 2 values; found 0/);
  expect(() => individualsChart([1])).toThrow(/at least 2 values; found 1/);
  expect(() => individualsChart([1, Number.NaN, 2])).toThrow(/Value 2 of 3 .* is NaN/);
  expect(() => individualsChart([1, Number.POSITIVE_INFINITY])).toThrow(/Value 2 of 2 .* is Infinity/);
  expect(() => individualsChart([4, 4, 4])).toThrow(/standard deviation of a control chart is 0/);
  expect(() => individualsChart([1, 2], { centre: Number.NaN, sigma: 1 })).toThrow(/centre .* is NaN/);
});
