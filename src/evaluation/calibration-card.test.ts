import { expect, test } from 'vitest';
import { CALIBRATION_SETTINGS } from '../../test/fixtures/calibration.ts';
import { evaluatedPicture, evaluationInput } from '../../test/fixtures/evaluation.ts';
import { type CalibrationSettings, calibrate } from '../patchcore/calibration.ts';
import { type CardInput, calibrationCard } from './calibration-card.ts';
import { buildReport } from './report.ts';

const scored = (score: number) => ({ score, mapMaximum: score });
const upTo = (n: number) => Array.from({ length: n }, (_, i) => scored((i + 1) / 100));

function card(n: number, settings: Partial<CalibrationSettings> = {}, input: Partial<CardInput> = {}) {
  return calibrationCard({
    category: 'cap',
    version: 'v3',
    calibration: calibrate(upTo(n), { ...CALIBRATION_SETTINGS, ...settings }),
    trainingPictures: n,
    hasCountRule: false,
    evaluation: null,
    rates: [],
    costs: null,
    ...input,
  });
}

test('leave-one-out promises about the rate and says that it is not proved', () => {
  const { promise, proof, shortfall } = card(199);
  expect(promise).toBe(
    'Of new good parts about 1 % will be rejected, and 5 % rejected or sent to REVIEW, by leave-one-picture-out calibration on 199 good pictures.',
  );
  expect(proof).toMatch(/^Not the rate itself: .* twice the rate, 2 %\./);
  expect(shortfall).toBeNull();
});

test('split promises at most the rate, which is proved', () => {
  const { promise, proof, kind, n } = card(199, { kind: 'split' }, { trainingPictures: 995 });
  expect(promise).toMatch(/^Of new good parts at most 1 % will be rejected/);
  expect(promise).toContain('199 good pictures that were kept out of the memory bank');
  expect(proof).toMatch(/^The rate of 1 % itself/);
  expect({ kind, n }).toEqual({ kind: 'split', n: 199 });
});

test('too few pictures are said aloud, with how many more a stricter promise needs', () => {
  const { shortfall, max_false_reject_rate, stricter } = card(49);
  expect(shortfall).toBe('49 pictures support 2 % at best, not the 1 % asked for; that takes 99.');
  expect(max_false_reject_rate).toBe(1 / 50);
  expect(stricter[0]).toEqual({ rate: 0.01, pictures_needed: 99, more_good_pictures: 50 });
});

test('where only a fifth is held out, a stricter promise takes five times as many more pictures', () => {
  const { stricter } = card(49, { kind: 'split' }, { trainingPictures: 245 });
  expect(stricter[0]).toEqual({ rate: 0.01, pictures_needed: 99, more_good_pictures: 250 });
});

test('a rule on the number of regions weakens the promise, and the card says so', () => {
  expect(card(199, {}, { hasCountRule: true }).promise).toMatch(/at most as many again\.$/);
});

test('the rate of one calibration has the 95th percentile of its beta distribution', () => {
  // R: qbeta(0.95, 2, 198), for 198 of 199 scores at or below the threshold
  expect(card(199).plausible_false_reject_rate).toBeCloseTo(0.02361, 4);
  // The chance that all of n parts score below a limit that is exceeded with probability p is (1 - p)^n.
  expect(card(99).plausible_false_reject_rate).toBeCloseTo(1 - 0.05 ** (1 / 99), 9);
});

test('the what-if table names threshold, expected rejects and known defects for every rate that is supported', () => {
  const pictures = [0.5, 1.5, 3].map((score, i) => evaluatedPicture(`good/${i}.png`, null, score));
  const defects = [1.985, 1.995, 4].map((score, i) => evaluatedPicture(`dent/${i}.png`, 'dent', score));
  const report = buildReport(evaluationInput([...pictures, ...defects]));
  const { what_if } = card(199, {}, { evaluation: { source: 'tests', report }, rates: [0.03] });
  expect(what_if.map(({ rate }) => rate)).toEqual([0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2]);
  expect(what_if[1]).toEqual({
    rate: 0.01,
    fail_threshold: 1.98,
    expected_rejects_per_1000: expect.closeTo(10, 9),
    good_rejected: 1,
    defects_caught: 3,
    in_use: true,
  });
  expect(what_if[0]).toMatchObject({ fail_threshold: 1.99, defects_caught: 2, in_use: false });
});

test('what was measured stands beside the promise with exact intervals', () => {
  const good = Array.from({ length: 20 }, (_, i) => evaluatedPicture(`good/${i}.png`, null, 1));
  const defects = [1, 1.8, 3, 3].map((score, i) => evaluatedPicture(`dent/${i}.png`, 'dent', score));
  const report = buildReport(evaluationInput([...good, ...defects]));
  const { measured } = card(199, {}, { evaluation: { source: 'tests', report } });
  // R: binom.test(0, 20) and binom.test(1, 4)
  expect(measured!.false_rejects).toEqual({
    count: 0,
    of: 20,
    rate: 0,
    interval: [0, expect.closeTo(0.16843, 5)],
  });
  expect(measured!.escapes).toMatchObject({ count: 1, of: 4, rate: 0.25 });
  expect(measured!.escapes.interval![1]).toBeCloseTo(0.80588, 5);
  expect(measured!.defects_to_review).toMatchObject({ count: 1, of: 4 });
});

test('without labelled pictures nothing is said to be measured', () => {
  const { measured, what_if } = card(199);
  expect(measured).toBeNull();
  expect(what_if[0]).toMatchObject({ good_rejected: null, defects_caught: null });
});
