import { describe, expect, test } from 'vitest';
import { normalStream } from '../../test/fixtures/normal-stream.ts';
import type { SignalRule } from './control-chart.ts';
import { runsRuleSignals } from './runs-rules.ts';

const at = (rule: SignalRule, ...standardised: number[]) =>
  runsRuleSignals(standardised, [rule]).map(signal => `${signal.at} ${signal.side}`);

// The patterns of the Western Electric Statistical Quality Control Handbook (1956), pages 25 to 27.
describe('the Western Electric rules', () => {
  test('1: a single point beyond three sigma', () => {
    expect(at('beyond_limits', 0, 2.9, 3.1, -3.1, 3)).toEqual(['2 above', '3 below']);
  });

  test('2: two of three successive points beyond two sigma on one side', () => {
    expect(at('two_of_three', 2.1, 2.1)).toEqual(['1 above']);
    expect(at('two_of_three', 2.1, 0, 2.1, 0, 0)).toEqual(['2 above']);
    expect(at('two_of_three', 2.1, 0, 0, 2.1)).toEqual([]);
    expect(at('two_of_three', -2.1, 2.1, -2.1)).toEqual(['2 below']);
    expect(at('two_of_three', 2, 2, 2)).toEqual([]);
  });

  test('3: four of five successive points beyond one sigma on one side', () => {
    expect(at('four_of_five', 1.1, 1.1, 1.1, 1.1)).toEqual(['3 above']);
    expect(at('four_of_five', -1.1, -1.1, 0, -1.1, -1.1)).toEqual(['4 below']);
    expect(at('four_of_five', 1.1, 1.1, 0, 0, 1.1, 1.1)).toEqual([]);
    expect(at('four_of_five', 1.1, 1.1, -1.1, 1.1, -1.1)).toEqual([]);
  });

  test('4: eight successive points on one side of the centre', () => {
    expect(at('eight_in_a_row', ...Array(8).fill(0.1))).toEqual(['7 above']);
    expect(at('eight_in_a_row', ...Array(9).fill(-0.1))).toEqual(['7 below', '8 below']);
    expect(at('eight_in_a_row', ...Array(7).fill(0.1), 0, 0.1)).toEqual([]);
  });

  test('a point of several patterns is a signal of each', () => {
    expect(runsRuleSignals([2.5, 3.5])).toEqual([
      { at: 1, rule: 'beyond_limits', side: 'above' },
      { at: 1, rule: 'two_of_three', side: 'above' },
    ]);
  });

  // Champ and Woodall, "Exact results for Shewhart control charts with supplementary runs rules", Technometrics 29
  // (1987); the same 91.75 and 370.4 are in the NIST/SEMATECH e-Handbook 6.3.2. Simulated runs, tolerance of 3
  // standard errors and a bit.
  test.each([
    { shift: 0, rules: undefined, published: 91.75, runs: 8000, tolerance: 3.2 },
    { shift: 1, rules: undefined, published: 9.22, runs: 8000, tolerance: 0.25 },
    { shift: 0, rules: ['beyond_limits'] as const, published: 370.4, runs: 5000, tolerance: 16 },
    { shift: 1, rules: ['beyond_limits'] as const, published: 43.89, runs: 6000, tolerance: 1.8 },
  ])('signal after $published points on average, $shift sigma off the centre, as published', sim => {
    const next = normalStream(`run lengths of ${sim.rules ?? 'all rules'}`, sim.shift);
    let total = 0;
    for (let run = 0; run < sim.runs; run++) total += firstSignal(next, sim.rules);
    expect(Math.abs(total / sim.runs - sim.published)).toBeLessThan(sim.tolerance);
  });
});

test('nothing comes of nothing, and what is no number is refused', () => {
  expect(runsRuleSignals([])).toEqual([]);
  expect(() => runsRuleSignals([0, Number.NaN])).toThrow(/Value 2 of 2 .* is NaN/);
});

/** Number of points up to the first signal, looked for in stretches that overlap by the longest pattern. */
function firstSignal(next: () => number, rules: readonly SignalRule[] | undefined): number {
  let known: number[] = [];
  for (let before = 0; ; ) {
    const stretch = [...known, ...Array.from({ length: 50 }, next)];
    const first = runsRuleSignals(stretch, rules).find(signal => signal.at >= known.length);
    if (first) return before + first.at - known.length + 1;
    before += 50;
    known = stretch.slice(-7);
  }
}
