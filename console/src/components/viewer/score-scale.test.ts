import { expect, test } from 'vitest';
import { scorePosition } from './score-scale.ts';

const limits = { threshold: 4, reviewThreshold: 3 };

test('thresholds lie where the palette of the heatmap has its fixed colours', () => {
  expect(scorePosition({ ...limits, score: 0 })).toBe(0);
  expect(scorePosition({ ...limits, score: 3 })).toBe(0.4);
  expect(scorePosition({ ...limits, score: 3.5 })).toBeCloseTo(0.45);
  expect(scorePosition({ ...limits, score: 4 })).toBe(0.5);
  expect(scorePosition({ ...limits, score: 6 })).toBe(0.75);
});

test('a score beyond the bar stands at its end', () => {
  expect(scorePosition({ ...limits, score: 80 })).toBe(1);
  expect(scorePosition({ ...limits, score: -1 })).toBe(0);
});

test('without a review band the scale is even', () => {
  expect(scorePosition({ threshold: 4, reviewThreshold: 4, score: 3 })).toBe(0.375);
});
