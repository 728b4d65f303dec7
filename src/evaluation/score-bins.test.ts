import fc from 'fast-check';
import { expect, test } from 'vitest';
import { histogram, scoreScale } from './score-bins.ts';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

test('no bar reaches across the threshold, and a score equal to it is on its left', () => {
  const [good, defect] = histogram(
    [
      [1, 2, 2],
      [2.0001, 5],
    ],
    2,
  );
  expect(good!.every(([, right]) => right <= 2)).toBe(true);
  expect(defect!.every(([left]) => left >= 2)).toBe(true);
});

test('bars of several groups stand on one another and together hold every score', () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1 }), fc.array(finite), finite, (first, second, threshold) => {
      const groups = histogram([first, second], threshold);
      const heights = groups.map(bars => bars.reduce((sum, [, , bottom, top]) => sum + top - bottom, 0));
      expect(heights).toEqual([first.length, second.length]);
      for (const [left, , bottom] of groups[1]!) {
        const below = groups[0]!.find(bar => bar[0] === left);
        expect(bottom).toBe(below?.[3] ?? 0);
      }
    }),
  );
});

test('the axis shows every score and the threshold, with at most a dozen round labels inside', () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1 }), finite, (scores, threshold) => {
      const { min, max, ticks } = scoreScale(scores, threshold);
      expect(min).toBeLessThan(Math.min(...scores, threshold));
      expect(max).toBeGreaterThan(Math.max(...scores, threshold));
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(12);
      expect(ticks[0]).toBeGreaterThanOrEqual(min - 1e-9 * Math.abs(min));
      expect(ticks.at(-1)).toBeLessThanOrEqual(max + 1e-9 * Math.abs(max));
    }),
  );
});

test('pictures that all score the same still make an axis and a bar', () => {
  expect(histogram([[3, 3]], 3)[0]).toEqual([[expect.any(Number), 3, 0, 2]]);
  expect(scoreScale([3, 3], 3).ticks.length).toBeGreaterThanOrEqual(2);
});
