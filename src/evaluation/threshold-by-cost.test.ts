import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cheapestThreshold } from './threshold-by-cost.ts';

const scores = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
const calibration = { scores, threshold: 0.99 };

test('dear escapes lower the threshold to where the defects begin, dear false rejects keep it up', () => {
  const defects = [0.905, 0.955, 2, 3];
  const at = (escapeCost: number, falseRejectCost: number) =>
    cheapestThreshold(calibration, defects, { escapeCost, falseRejectCost, defectRate: 0.01 }).suggested;
  expect(at(10_000, 1).fail_threshold).toBe(0.9);
  expect(at(1, 100).fail_threshold).toBe(0.99);
  expect(at(10_000, 1)).toEqual({
    fail_threshold: 0.9,
    max_false_reject_rate: 0.1,
    false_rejects_per_1000: expect.closeTo(99, 9),
    escapes_per_1000: 0,
    cost_per_1000: expect.closeTo(99, 9),
  });
});

test('the threshold in use is priced by the same rule', () => {
  const { in_use, defects } = cheapestThreshold(calibration, [0.5, 2], {
    escapeCost: 10,
    falseRejectCost: 1,
    defectRate: 0.5,
  });
  // half of 500 defects at 10 each, and 1 % of 500 good parts
  expect(in_use.cost_per_1000).toBeCloseTo(250 * 10 + 5, 9);
  expect(defects).toBe(2);
});

test('no other threshold is cheaper', () => {
  const score = fc.double({ min: 0, max: 10, noNaN: true });
  const costs = fc.record({
    escapeCost: fc.integer({ min: 0, max: 1000 }),
    falseRejectCost: fc.integer({ min: 0, max: 1000 }),
    defectRate: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const known = fc.array(score, { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(known, fc.array(score, { minLength: 1, maxLength: 20 }), costs, (good, defects, mistakes) => {
      const sorted = good.toSorted((a, b) => a - b);
      const price = (threshold: number) =>
        cheapestThreshold({ scores: sorted, threshold }, defects, mistakes).in_use.cost_per_1000;
      const best = cheapestThreshold({ scores: sorted, threshold: 0 }, defects, mistakes).suggested;
      expect(best.cost_per_1000).toBe(Math.min(...sorted.map(price)));
    }),
  );
});

test('costs that are none, and no defects to count on, are refused', () => {
  const costs = { escapeCost: 1, falseRejectCost: 1, defectRate: 0.1 };
  const refusal =
    (changes: object, defects = [1]) =>
    () =>
      cheapestThreshold(calibration, defects, { ...costs, ...changes });
  expect(refusal({ escapeCost: -1 })).toThrow('--escape-cost is -1; expected');
  expect(refusal({ falseRejectCost: Number.NaN })).toThrow('--false-reject-cost is NaN; expected');
  expect(refusal({ defectRate: 5 })).toThrow('--defect-rate is 5; expected');
  expect(refusal({}, [])).toThrow(expect.objectContaining({ code: 'data_not_found' }));
});
