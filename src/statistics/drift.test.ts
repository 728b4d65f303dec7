import { expect, test } from 'vitest';
import { normalStream } from '../../test/fixtures/normal-stream.ts';
import { randomFor } from '../random.ts';
import { analyseDrift, beginOfChange, type Inspected, isDrift } from './drift.ts';

const settings = (baseline: readonly number[]) => ({
  baseline,
  baselineMayLieHigh: true,
  batchSize: 50,
  random: randomFor('drift', 'ties'),
});
/** Skewed like anomaly scores. */
const scoresOf = (name: string, mean = 0) => {
  const next = normalStream(name, mean);
  return (count: number) => Array.from({ length: count }, () => Math.exp(1 + next() / 4));
};
const passed = (score: number): Inspected => ({ score, rejected: false });

test('an unchanged process is seldom called a drift: at most the promised 2 % of 300 series', () => {
  const draw = scoresOf('unchanged');
  let drifts = 0;
  for (let run = 0; run < 300; run++) {
    const inspected = draw(150).map(passed);
    for (let i = 0; i < inspected.length; i += 40) inspected[i] = { score: 9, rejected: true };
    if (isDrift(analyseDrift(inspected, settings(draw(100))))) drifts++;
  }
  expect(drifts).toBeLessThanOrEqual(6);
});

test('scores that rise by one deviation are found by every chart of scores, and the start is dated', () => {
  const [before, after] = [scoresOf('before'), scoresOf('after', 1)];
  const baseline = before(200);
  const drift = analyseDrift([...before(100), ...after(150)].map(passed), settings(baseline));
  expect(isDrift(drift)).toBe(true);
  for (const chart of [drift.scores!.individuals, drift.ewma!, drift.cusum!, drift.martingale])
    expect(chart.signals.filter(signal => signal.at >= 100).length).toBeGreaterThan(0);
  expect(Math.abs(beginOfChange(drift)! - 100)).toBeLessThan(15);
  expect(drift.rejects.signals).toEqual([]);
});

test('more rejects are found by the p chart alone, and rejected or unscored parts are no points of the others', () => {
  const draw = scoresOf('rejects');
  const inspected: Inspected[] = draw(400).map(passed);
  for (let i = 0; i < 400; i += 100) inspected[i] = { score: 9, rejected: true };
  for (let i = 301; i < 400; i += 6) inspected[i] = { score: 9, rejected: true };
  inspected[5] = { score: null, rejected: false };
  const drift = analyseDrift(inspected, settings(draw(200)));
  expect(drift.rejects.signals).toContainEqual({ at: 6, rule: 'beyond_limits', side: 'above' });
  expect(drift.rejects.signals.every(signal => signal.at >= 6)).toBe(true);
  expect(drift.martingale.signals).toEqual([]);
  expect(drift.places).not.toContain(5);
  expect(drift.places).not.toContain(301);
  expect(drift.places.length).toBe(drift.martingale.points.length);
});

test('the last batch is joined to the one before when it is less than half full', () => {
  const draw = scoresOf('batches');
  const sizes = (count: number) =>
    analyseDrift(draw(count).map(passed), settings(draw(50))).rejects.points.length;
  expect([10, 50, 74, 75, 124].map(sizes)).toEqual([1, 1, 1, 2, 2]);
});

test('parts that were all rejected leave the charts of scores empty', () => {
  const drift = analyseDrift([{ score: 9, rejected: true }], settings([1, 2, 3]));
  expect([drift.scores, drift.ewma, drift.cusum]).toEqual([null, null, null]);
  expect(drift.martingale.points).toEqual([]);
  expect(beginOfChange(drift)).toBeNull();
});

test('no inspections and no baseline are refused', () => {
  expect(() => analyseDrift([], settings([1, 2]))).toThrow(/at least one batch; found none/);
  expect(() => analyseDrift([passed(1)], settings([1]))).toThrow(/at least 2 values; found 1/);
  expect(() => analyseDrift([passed(Number.NaN)], settings([1, 2]))).toThrow(/is NaN/);
});
