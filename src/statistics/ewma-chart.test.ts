import { expect, test } from 'vitest';
import { ewmaChart } from './ewma-chart.ts';

test('the chart of NIST/SEMATECH e-Handbook 6.3.2.4 comes out to the printed digits', () => {
  const values = [
    52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6,
    52.4, 53.6, 52.1,
  ];
  const { points, signals } = ewmaChart(
    values,
    { centre: 50, sigma: 2.0539 },
    { weight: 0.3, width: 3, limits: 'final' },
  );
  expect(points.map(point => point.value.toFixed(2)).join(' ')).toBe(
    '50.60 49.52 50.56 50.18 50.16 49.21 49.75 49.85 50.26 50.33 50.11 49.36 49.52 50.05 49.38 49.92 50.73 51.23 51.94 51.99',
  );
  expect(points[0]!.upper!.toFixed(4)).toBe('52.5884');
  // Printed as 47.4115; 50 - 2.58843 is 47.41157.
  expect(points[0]!.lower).toBeCloseTo(47.4115, 3);
  expect(signals).toEqual([]);
});

// Montgomery, Introduction to Statistical Quality Control, example 9.2: lambda 0.1, L 2.7, target 10, sigma 1.
const MONTGOMERY = [
  9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.2, 10.34, 9.03, 11.47, 10.51, 9.4, 10.08, 9.37, 10.62,
  10.31, 8.52, 10.84, 10.9, 9.33, 12.29, 11.5, 10.6, 11.08, 10.38, 11.62, 11.31, 10.52,
];

test('limits that widen come out as in Montgomery, example 9.2, and the shift at point 21 is found', () => {
  const { points, signals } = ewmaChart(
    MONTGOMERY,
    { centre: 10, sigma: 1 },
    { weight: 0.1, width: 2.7, limits: 'exact' },
  );
  expect(points[0]!.value.toFixed(3)).toBe('9.945');
  expect(points[1]!.value.toFixed(4)).toBe('9.7495');
  const limits = [0, 1, 29].map(at => [points[at]!.upper!.toFixed(2), points[at]!.lower!.toFixed(2)]);
  expect(limits).toEqual([
    ['10.27', '9.73'],
    ['10.36', '9.64'],
    ['10.62', '9.38'],
  ]);
  expect(signals).toEqual([
    { at: 28, rule: 'beyond_limits', side: 'above' },
    { at: 29, rule: 'beyond_limits', side: 'above' },
  ]);
});

test('a weight of 1 is a chart of individuals', () => {
  const { points } = ewmaChart([1, 5, 2], { centre: 0, sigma: 2 }, { weight: 1, width: 3, limits: 'exact' });
  expect(points).toEqual([1, 5, 2].map(value => ({ value, centre: 0, lower: -6, upper: 6 })));
});

test('values and settings that cannot be used are refused with what was found', () => {
  const chart = (values: number[], weight = 0.2, width = 3, sigma = 1) =>
    ewmaChart(values, { centre: 0, sigma }, { weight, width, limits: 'exact' });
  expect(() => chart([])).toThrow(/at least 1 value; found 0/);
  expect(() => chart([1, Number.NaN])).toThrow(/Value 2 of 2 .* is NaN/);
  expect(() => chart([1], 0)).toThrow(/weight of an EWMA chart is 0/);
  expect(() => chart([1], 1.1)).toThrow(/weight of an EWMA chart is 1.1/);
  expect(() => chart([1], 0.2, -1)).toThrow(/width of an EWMA chart is -1/);
  expect(() => chart([1], 0.2, 3, 0)).toThrow(/standard deviation .* is 0/);
});
