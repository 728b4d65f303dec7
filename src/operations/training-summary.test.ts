import { expect, test } from 'vitest';
import type { Calibration } from '../patchcore/calibration.ts';
import { calibrationNote } from './training-summary.ts';

const calibration: Calibration = {
  kind: 'leave_one_out',
  method: 'false_reject_rate',
  n: 199,
  requestedFalseRejectRate: 0.01,
  maxFalseRejectRate: 0.01,
  smallestSupportableRate: 0.005,
  threshold: 1.23456,
  pixelThreshold: 1,
  scores: [],
};

test('a rate that the pictures support is told as it was asked for', () => {
  expect(calibrationNote(calibration)).toBe(
    'The threshold is 1.235: about 1 % of good parts will be rejected (leave-one-picture-out over 199 good pictures).',
  );
});

test('a rate that they do not support is told with the one they do, and with how many pictures it would need', () => {
  const few = { ...calibration, n: 12, maxFalseRejectRate: 1 / 13, smallestSupportableRate: 1 / 13 };
  expect(calibrationNote(few)).toBe(
    'The threshold is 1.235: 12 good pictures support a false-reject rate of 7.7 % at best, not the 1 % asked for; that needs 99 good pictures.',
  );
});

test('the other rules promise no rate', () => {
  expect(calibrationNote({ ...calibration, method: 'mean_std' })).toBe(
    'The threshold is 1.235, by mean_std over the held-out scores of 199 good pictures.',
  );
});
