import { expect, test } from 'vitest';
import type { Decision, Verdict } from './decision.ts';
import { applyRules } from './region-rules.ts';

const decided = (decision: Verdict): Decision => ({ decision, pValue: 0.01, reason: `${decision}: score.` });
const regions = (...areas: readonly number[]) => areas.map(areaPx => ({ areaPx }));
const verdict = (from: Verdict, areas: readonly number[], rules: Parameters<typeof applyRules>[2]) =>
  applyRules(decided(from), regions(...areas), rules).decision;

test('without rules the decision stays what it is', () => {
  for (const from of ['PASS', 'REVIEW', 'FAIL'] as const) {
    expect(applyRules(decided(from), regions(1, 5000), {})).toEqual(decided(from));
    expect(applyRules(decided(from), [], {})).toEqual(decided(from));
  }
});

test('regions that are all too small pass, and the sentence says how large the largest is', () => {
  expect(verdict('FAIL', [49, 10], { minRegionArea: 50 })).toBe('PASS');
  expect(verdict('REVIEW', [49], { minRegionArea: 50 })).toBe('PASS');
  expect(verdict('FAIL', [50, 10], { minRegionArea: 50 })).toBe('FAIL');
  expect(applyRules(decided('FAIL'), regions(10, 49), { minRegionArea: 50 }).reason).toBe(
    'PASS: the largest region has 49 px and 50 px are needed to count; the score alone would say FAIL: score.',
  );
});

test('a score above its threshold without any region is not excused by a minimum area', () => {
  expect(verdict('FAIL', [], { minRegionArea: 50 })).toBe('FAIL');
  expect(verdict('REVIEW', [], { minRegionArea: 50, maxRegions: 0 })).toBe('REVIEW');
});

test('more regions than allowed fail, whatever the score; as many as allowed do not', () => {
  expect(verdict('PASS', [10, 10], { maxRegions: 2 })).toBe('PASS');
  expect(verdict('PASS', [10, 10, 10], { maxRegions: 2 })).toBe('FAIL');
  expect(verdict('REVIEW', [10], { maxRegions: 0 })).toBe('FAIL');
  expect(applyRules(decided('PASS'), regions(10, 12), { maxRegions: 1 }).reason).toBe(
    'FAIL: 2 regions, and 1 may be there; the score alone would say PASS: score.',
  );
});

test('regions that are too small do not count towards the largest number', () => {
  const rules = { minRegionArea: 20, maxRegions: 1 };
  expect(verdict('PASS', [100, 19, 5], rules)).toBe('PASS');
  expect(verdict('PASS', [100, 20], rules)).toBe('FAIL');
  expect(applyRules(decided('PASS'), regions(100, 20, 3), rules).reason).toContain(
    'FAIL: 2 regions of at least 20 px, and 1 may be there',
  );
});
