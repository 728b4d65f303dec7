import { expect, test } from 'vitest';
import { CALIBRATION } from '../../test/fixtures/calibration.ts';
import type { Calibration } from '../patchcore/calibration.ts';
import { calibrationNote } from './training-summary.ts';

const calibration: Calibration = {
  ...CALIBRATION,
  n: 199,
  requestedFalseRejectRate: 0.01,
  maxFalseRejectRate: 0.01,
  reviewRate: 0.05,
  smallestSupportableRate: 0.005,
  threshold: 1.23456,
  reviewThreshold: 1.1,
};

test('a rate that the pictures support is told as it was asked for', () => {
  expect(calibrationNote(calibration)).toBe(
    'FAIL above 1.235, REVIEW above 1.100: about 1 % of good parts will be rejected (leave-one-picture-out over 199 good pictures).',
  );
});

test('split calibration promises an upper bound and names the pictures it rests on', () => {
  expect(calibrationNote({ ...calibration, kind: 'split' })).toContain(
    'at most 1 % of good parts will be rejected (split calibration over 199 good pictures kept out of the memory bank).',
  );
});

test('a rate that they do not support is told with the one they do, and with how many pictures it would need', () => {
  const few = { ...calibration, n: 12, maxFalseRejectRate: 1 / 13, smallestSupportableRate: 1 / 13 };
  expect(calibrationNote(few)).toBe(
    'FAIL above 1.235, REVIEW above 1.100: about 7.7 % of good parts will be rejected (leave-one-picture-out over 12 good pictures). That is the least that 12 held-out pictures support; the 1 % asked for needs 99.',
  );
});

test('the other rules promise no rate', () => {
  expect(calibrationNote({ ...calibration, method: 'mean_std' })).toBe(
    'FAIL above 1.235, REVIEW above 1.100, by mean_std over the held-out scores of 199 good pictures.',
  );
});
