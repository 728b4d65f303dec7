import { expect, test } from 'vitest';
import { stepAt, thresholdSteps } from './threshold-steps.ts';

const scores = Array.from({ length: 19 }, (_, at) => (at + 1) / 10);

test('the slider steps from the highest held-out score down, a part in n + 1 each', () => {
  const steps = thresholdSteps({ n: 19, held_out_scores: scores });
  expect(steps).toHaveLength(6);
  expect(steps[0]).toEqual({ rate: 1 / 20, threshold: 1.9 });
  expect(steps[2]).toEqual({ rate: 3 / 20, threshold: 1.7 });
});

test('few pictures leave one step', () => {
  expect(thresholdSteps({ n: 2, held_out_scores: [0.1, 0.2] })).toEqual([{ rate: 1 / 3, threshold: 0.2 }]);
});

test('the slider starts at the step nearest to the threshold in use', () => {
  const steps = thresholdSteps({ n: 19, held_out_scores: scores });
  expect(stepAt(steps, 1.82)).toBe(1);
  expect(stepAt(steps, 99)).toBe(0);
});
