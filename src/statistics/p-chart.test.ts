import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pChart } from './p-chart.ts';

// NIST/SEMATECH e-Handbook 6.3.3.2 (chips on 30 wafers, 50 each); the same counts are Montgomery's orange-juice cans,
// Introduction to Statistical Quality Control, example "control chart construction and operation for p".
const WAFERS = [
  12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
].map(counted => ({ inspected: 50, counted }));

test('the chart of NIST/SEMATECH e-Handbook 6.3.3.2 comes out to the printed digits', () => {
  const { share, points, signals } = pChart(WAFERS, { limits: 'three_sigma' });
  expect(share.toFixed(4)).toBe('0.2313');
  expect([points[0]!.upper!.toFixed(4), points[0]!.lower!.toFixed(4)]).toEqual(['0.4102', '0.0524']);
  expect(signals.map(signal => signal.at + 1)).toEqual([15, 23]);
});

// Pyzdek and Keller, The Handbook for Quality Management (2nd ed., 2013), table 9.6: bruised peaches, crates of 250.
const PEACHES = [
  [1, 47],
  [1, 42],
  [1, 55],
  [1, 51],
  [1, 46],
  [1, 61],
  [1, 39],
  [1, 44],
  [1, 41],
  [1, 51],
  [2, 88],
  [2, 101],
  [2, 101],
  [1, 40],
  [1, 48],
  [1, 47],
  [1, 50],
  [1, 48],
  [1, 57],
  [1, 45],
  [1, 43],
  [2, 105],
  [2, 98],
  [2, 100],
  [2, 96],
].map(([crates, counted]) => ({ inspected: 250 * crates!, counted: counted! }));

test('limits follow the size of a batch; shares and total are those of Pyzdek and Keller, table 9.6', () => {
  const { share, points, signals } = pChart(PEACHES, { limits: 'three_sigma' });
  expect(points.map(point => point.value.toFixed(3)).join(' ')).toBe(
    '0.188 0.168 0.220 0.204 0.184 0.244 0.156 0.176 0.164 0.204 0.176 0.202 0.202 0.160 0.192 0.188 0.200 0.192 0.228 0.180 0.172 0.210 0.196 0.200 0.192',
  );
  expect(share).toBe(1544 / 8000);
  // 0.193 +- 3 sqrt(0.193 x 0.807 / n), worked by hand from the printed totals.
  expect([points[0]!.lower!.toFixed(3), points[0]!.upper!.toFixed(3)]).toEqual(['0.118', '0.268']);
  expect([points[10]!.lower!.toFixed(3), points[10]!.upper!.toFixed(3)]).toEqual(['0.140', '0.246']);
  expect(signals).toEqual([]);
});

test('exact limits leave at most half of the false alarms on each side, and one count less would leave more', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 80 }),
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      (n, share) => {
        const [point] = pChart([{ inspected: n, counted: 0 }], {
          share,
          limits: 'exact',
          falseAlarm: 0.01,
        }).points;
        const [low, high] = [Math.round((point!.lower ?? 0) * n), Math.round((point!.upper ?? 1) * n)];
        const outside = (from: number, to: number) => binomialBetween(from, to, n, share);
        expect(outside(0, low - 1)).toBeLessThanOrEqual(0.005 + 1e-12);
        expect(outside(high + 1, n)).toBeLessThanOrEqual(0.005 + 1e-12);
        expect(outside(0, low)).toBeGreaterThan(0.005 - 1e-12);
        expect(outside(high, n)).toBeGreaterThan(0.005 - 1e-12);
      },
    ),
  );
});

test('one reject in a batch of 20 at 0.5 % is a three-sigma signal, but not one by exact limits', () => {
  const batch = [{ inspected: 20, counted: 2 }];
  expect(
    pChart([{ inspected: 20, counted: 1 }], { share: 0.002, limits: 'three_sigma' }).signals,
  ).toHaveLength(1);
  expect(pChart([{ inspected: 20, counted: 1 }], { share: 0.002, limits: 'exact' }).signals).toEqual([]);
  expect(pChart(batch, { share: 0.002, limits: 'exact' }).signals).toHaveLength(1);
});

test('a share of 0 allows none, a share of 1 all, and both have no limit on the far side', () => {
  const none = pChart([{ inspected: 9, counted: 1 }], { share: 0, limits: 'exact' });
  expect(none.points[0]).toEqual({ value: 1 / 9, centre: 0, lower: null, upper: 0 });
  expect(none.signals).toEqual([{ at: 0, rule: 'beyond_limits', side: 'above' }]);
  const all = pChart([{ inspected: 9, counted: 8 }], { share: 1, limits: 'exact' });
  expect(all.signals).toEqual([{ at: 0, rule: 'beyond_limits', side: 'below' }]);
});

test('batches that cannot be charted are refused with what was found', () => {
  const chart = (inspected: number, counted: number) =>
    pChart(
      [
        { inspected: 5, counted: 1 },
        { inspected, counted },
      ],
      { limits: 'exact' },
    );
  expect(() => pChart([], { limits: 'exact' })).toThrow(/at least one batch; found none/);
  expect(() => chart(0, 0)).toThrow(/Batch 2 of a p chart counts 0 of 0 parts/);
  expect(() => chart(3, 4)).toThrow(/counts 4 of 3 parts/);
  expect(() => chart(3, -1)).toThrow(/counts -1 of 3 parts/);
  expect(() => chart(Number.NaN, 0)).toThrow(/counts 0 of NaN parts/);
  expect(() => pChart(WAFERS, { share: Number.NaN, limits: 'exact' })).toThrow(/share of a p chart is NaN/);
  expect(() => pChart(WAFERS, { limits: 'exact', falseAlarm: 0 })).toThrow(/false-alarm probability .* is 0/);
});

/** P(from <= X <= to) for X ~ Binomial(n, p), summed. */
function binomialBetween(from: number, to: number, n: number, p: number): number {
  let choose = 1;
  let sum = 0;
  for (let i = 0; i <= to; i++) {
    if (i >= from) sum += choose * p ** i * (1 - p) ** (n - i);
    choose = (choose * (n - i)) / (i + 1);
  }
  return sum;
}
