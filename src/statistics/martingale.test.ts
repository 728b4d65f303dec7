import { expect, test } from 'vitest';
import { normalStream } from '../../test/fixtures/normal-stream.ts';
import { randomFor } from '../random.ts';
import { conformalPValues, type MartingaleSettings, martingaleChart } from './martingale.ts';

const TWO_SIDED = { level: 100, direction: 'both' } as const;
const UP = { level: 100, direction: 'up' } as const;
const capitals = (pValues: readonly number[], settings: MartingaleSettings = TWO_SIDED) =>
  martingaleChart(pValues, settings).points.map(point => 10 ** point.value);

test.each([TWO_SIDED, UP])(
  'the capital is a martingale ($direction): integrated over the next p-value it stays what it was',
  settings => {
    const random = randomFor('martingale', 'path');
    for (const length of [0, 1, 7, 40]) {
      const path = Array.from({ length }, random);
      const before = capitals(path, settings).at(-1) ?? 1;
      const steps = 1000;
      let mean = 0;
      for (let i = 0; i < steps; i++)
        mean += capitals([...path, (i + 0.5) / steps], settings).at(-1)! / steps;
      expect(mean).toBeCloseTo(before, 9);
    }
  },
);

test('with no jumps it is the mean of three bets, worked by hand', () => {
  // After p = 0.1 and p = 0.2 and a jump of 1 the capital is 1; with hardly any jump it is
  // (1.4 x 1.3 + 1 + 0.6 x 0.7) / 3 = 1.08. The mean over the five jumps lies between.
  const capital = capitals([0.1, 0.2]).at(-1)!;
  const jumper = (jump: number) => {
    const first = [1.4, 1, 0.6].map(bet => bet / 3);
    const dealt = first.map(share => (1 - jump) * share + (jump / 3) * 1);
    return dealt[0]! * 1.3 + dealt[1]! + dealt[2]! * 0.7;
  };
  const mean = [1e-4, 1e-3, 1e-2, 1e-1, 1].reduce((sum, jump) => sum + jumper(jump) / 5, 0);
  expect(capital).toBeCloseTo(mean, 12);
  expect(capital).toBeGreaterThan(1);
  expect(capital).toBeLessThan(1.08);
});

test("when nothing changes, a mean capital of 1 is kept and Ville's bound holds, over 4,000 simulated shifts", () => {
  const [runs, length, baselineSize] = [4000, 60, 30];
  const next = normalStream('ville');
  const random = randomFor('ville', 'ties');
  const reached = new Map([
    [2, 0],
    [5, 0],
    [20, 0],
  ]);
  let [mean, square] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const baseline = Array.from({ length: baselineSize }, next);
    const path = capitals(conformalPValues(baseline, Array.from({ length }, next), random));
    const last = path.at(-1)!;
    mean += last / runs;
    square += last ** 2 / runs;
    for (const [level, count] of reached)
      if (path.some(capital => capital >= level)) reached.set(level, count + 1);
  }
  const error = Math.sqrt((square - mean ** 2) / runs);
  expect(Math.abs(mean - 1)).toBeLessThan(4 * error);
  for (const [level, count] of reached) {
    const bound = 1 / level;
    expect(count / runs).toBeLessThan(bound + 3 * Math.sqrt((bound * (1 - bound)) / runs));
  }
  expect(reached.get(2)).toBeGreaterThan(0); // the bound is not kept by never betting
});

test('p-values of an unchanged stream are uniform and independent, even with many ties', () => {
  const random = randomFor('uniform');
  const draw = () => Math.floor(random() * 4);
  const tenths = Array(10).fill(0);
  const pairs = { n: 0, sum: 0 };
  for (let run = 0; run < 400; run++) {
    const baseline = Array.from({ length: 10 }, draw);
    const p = conformalPValues(baseline, Array.from({ length: 50 }, draw), random);
    for (const value of p) tenths[Math.floor(Math.min(value, 0.999999) * 10)]++;
    for (let i = 1; i < p.length; i++) {
      pairs.sum += (p[i]! - 0.5) * (p[i - 1]! - 0.5) * 12;
      pairs.n++;
    }
  }
  for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(4 * Math.sqrt(1800));
  expect(Math.abs(pairs.sum / pairs.n)).toBeLessThan(4 / Math.sqrt(pairs.n));
});

test('p-values against the baseline alone would break the bound, those counted on line do not', () => {
  // A baseline that happens to lie low: every later value of the same process looks high next to it.
  const next = normalStream('lucky baseline');
  const stream = Array.from({ length: 2000 }, next);
  const baseline = Array.from({ length: 20 }, (_, i) => -1.2 + i * 0.07);
  const against = stream.map(value => (1 + baseline.filter(known => known >= value).length) / 21);
  expect(martingaleChart(against, TWO_SIDED).signals).toHaveLength(1);
  expect(martingaleChart(against, TWO_SIDED).points.at(-1)!.value).toBeGreaterThan(20);
  const online = conformalPValues([], stream, randomFor('lucky'));
  expect(martingaleChart(online, TWO_SIDED).signals).toEqual([]);
});

test('a shift of one sigma is found within 150 parts, also after 1,000 parts without one', () => {
  const [before, after] = [normalStream('before'), normalStream('after', 1)];
  const baseline = Array.from({ length: 200 }, before);
  const stream = [...Array.from({ length: 1000 }, before), ...Array.from({ length: 300 }, after)];
  const { signals, points } = martingaleChart(
    conformalPValues(baseline, stream, randomFor('shift')),
    TWO_SIDED,
  );
  expect(signals).toHaveLength(1);
  expect(signals[0]!.at).toBeGreaterThanOrEqual(1000);
  expect(signals[0]!.at).toBeLessThan(1150);
  expect(points.map(point => point.value).every(Number.isFinite)).toBe(true);
});

test('the capital neither overflows nor vanishes, however long one direction lasts', () => {
  const high = martingaleChart(Array(20_000).fill(0), TWO_SIDED).points.at(-1)!.value;
  expect(high).toBeGreaterThan(3000);
  expect(high).toBeLessThan(Infinity);
  // A fifth of the capital is dealt out anew at every step, so it never sinks below 0.2.
  const flat = martingaleChart(Array(20_000).fill(0.5), TWO_SIDED).points;
  expect(Math.min(...flat.map(point => point.value))).toBeGreaterThan(Math.log10(0.2));
});

test('betting only on a rise keeps its bound when values fall, where betting on both sides finds the fall', () => {
  const [good, lower] = [normalStream('calibration'), normalStream('lower', -1)];
  const baseline = Array.from({ length: 200 }, good);
  const p = conformalPValues(baseline, Array.from({ length: 500 }, lower), randomFor('fall'));
  expect(martingaleChart(p, UP).signals).toEqual([]);
  expect(Math.max(...capitals(p, UP))).toBeLessThan(2);
  expect(martingaleChart(p, TWO_SIDED).signals).toHaveLength(1);
});

test('hostile input is refused with what was found, and nothing gives nothing', () => {
  expect(martingaleChart([], TWO_SIDED)).toEqual({ points: [], signals: [] });
  expect(conformalPValues([], [], randomFor('none'))).toEqual([]);
  expect(() => martingaleChart([0.5, Number.NaN], TWO_SIDED)).toThrow(/P-value 2 is NaN/);
  expect(() => martingaleChart([1.2], TWO_SIDED)).toThrow(/P-value 1 is 1.2/);
  expect(() => martingaleChart([0.5], { ...UP, level: 1 })).toThrow(/level of a martingale is 1/);
  expect(() => conformalPValues([Number.NaN], [1], randomFor('nan'))).toThrow(/is NaN/);
  expect(() => conformalPValues([1], [Number.POSITIVE_INFINITY], randomFor('inf'))).toThrow(/is Infinity/);
});
