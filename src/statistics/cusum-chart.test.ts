import { expect, test } from 'vitest';
import { normalStream } from '../../test/fixtures/normal-stream.ts';
import { cusumChart } from './cusum-chart.ts';

const printed = (values: readonly number[]) => values.map(value => value.toFixed(2)).join(' ');

test('the table of NIST/SEMATECH e-Handbook 6.3.2.3 comes out', () => {
  const values = [
    324.925, 324.675, 324.725, 324.35, 325.35, 325.225, 324.125, 324.525, 325.225, 324.6, 324.625, 325.15,
    328.325, 327.25, 327.825, 328.5, 326.675, 327.775, 326.875, 328.35,
  ];
  const { points, signals } = cusumChart(values, {
    target: 325,
    allowance: 0.3175,
    decisionInterval: 4.1959,
  });
  const up = [0, 0, 0, 0, 0.03, 0, 0, 0, 0, 0, 0, 0, 3.01, 4.94, 7.45, 10.63, 11.99, 14.44, 16.0, 19.04];
  const down = [0, 0.01, 0, 0.33, 0, 0, 0.56, 0.72, 0.17, 0.25, 0.31, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  // The handbook's table adds up numbers of two decimals, so its last digit may be off by one.
  for (const [at, point] of points.entries()) {
    expect(Math.abs(point.up - up[at]!)).toBeLessThan(0.011);
    expect(Math.abs(point.down - down[at]!)).toBeLessThan(0.011);
  }
  expect(signals.map(signal => `${signal.at + 1} ${signal.side}`)).toEqual(
    [14, 15, 16, 17, 18, 19, 20].map(group => `${group} above`),
  );
});

test('the table of Montgomery, example 9.1, comes out to the printed digits: signal at 29, shift since 23', () => {
  const values = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.2, 10.34, 9.03, 11.47, 10.51, 9.4, 10.08, 9.37,
    10.62, 10.31, 8.52, 10.84, 10.9, 9.33, 12.29, 11.5, 10.6, 11.08, 10.38, 11.62, 11.31, 10.52,
  ];
  const { points, signals } = cusumChart(values, { target: 10, allowance: 0.5, decisionInterval: 5 });
  expect(printed(points.map(point => point.up))).toBe(
    '0.00 0.00 0.00 1.16 2.82 2.50 0.04 1.00 0.00 0.00 0.00 0.97 0.98 0.00 0.00 0.00 0.12 0.00 0.00 0.34 0.74 0.00 1.79 2.79 2.89 3.47 3.35 4.47 5.28 5.30',
  );
  const { at, since, level } = signals[0]!;
  // N+ is 7 at period 29: the shift came between periods 22 and 23; the new mean is estimated as 11.25.
  expect([at + 1, since + 1, level.toFixed(2)]).toEqual([29, 23, '11.25']);
});

test('a fall is found like a rise', () => {
  const settings = { target: 0, allowance: 0.5, decisionInterval: 2 };
  const rise = cusumChart([0, 2, 2, 2], settings).signals;
  const fall = cusumChart([0, -2, -2, -2], settings).signals;
  expect(rise.map(({ at, since, side, level }) => [at, since, side, level])).toEqual([
    [2, 1, 'above', 2],
    [3, 1, 'above', 2],
  ]);
  expect(fall).toEqual(rise.map(signal => ({ ...signal, side: 'below', level: -signal.level })));
});

// Montgomery, table 9.3: average run lengths with k = 1/2.
test.each([
  { h: 4, shift: 1, published: 8.38, runs: 6000, tolerance: 0.2 },
  { h: 5, shift: 1, published: 10.4, runs: 6000, tolerance: 0.25 },
  { h: 4, shift: 0, published: 168, runs: 1500, tolerance: 15 },
])('with h = $h a shift of $shift sigma is found after $published values on average, as published', sim => {
  const next = normalStream('cusum', sim.shift);
  let total = 0;
  for (let run = 0; run < sim.runs; run++) total += runLength(next, sim.h);
  expect(Math.abs(total / sim.runs - sim.published)).toBeLessThan(sim.tolerance);
});

test('values and settings that cannot be used are refused with what was found', () => {
  const settings = { target: 0, allowance: 0.5, decisionInterval: 5 };
  expect(() => cusumChart([], settings)).toThrow(/at least 1 value; found 0/);
  expect(() => cusumChart([Number.NaN], settings)).toThrow(/Value 1 of 1 .* is NaN/);
  expect(() => cusumChart([1], { ...settings, allowance: -0.1 })).toThrow(/allowance .* is -0.1/);
  expect(() => cusumChart([1], { ...settings, decisionInterval: 0 })).toThrow(/decision interval .* is 0/);
  expect(() => cusumChart([1], { ...settings, target: Number.NaN })).toThrow(/target .* is NaN/);
});

/** Values up to the first signal; the series is drawn again in doubling lengths until there is one. */
function runLength(next: () => number, decisionInterval: number): number {
  const values: number[] = [];
  for (let length = 32; ; length *= 2) {
    while (values.length < length) values.push(next());
    const [first] = cusumChart(values, { target: 0, allowance: 0.5, decisionInterval }).signals;
    if (first) return first.at + 1;
  }
}
