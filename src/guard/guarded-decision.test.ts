import { expect, test } from 'vitest';
import type { Decision } from '../patchcore/decision.ts';
import { guardedDecision } from './guarded-decision.ts';
import type { InputFinding } from './unusual.ts';

const decision = (verdict: Decision['decision']): Decision => ({
  decision: verdict,
  pValue: 0.3,
  reason: `${verdict}: score 1.`,
});
const finding = (changes: Partial<InputFinding> = {}): InputFinding => ({
  reason: 'blurred',
  reading: 'sharpness',
  excess: 1.2,
  value: -3.5,
  low: -3,
  high: null,
  ...changes,
});

test.each(['PASS', 'REVIEW', 'FAIL'] as const)('a usual picture keeps its %s', verdict => {
  expect(guardedDecision(decision(verdict), [])).toEqual(decision(verdict));
});

test('an unusual picture that would pass is for a person, who reads why and what the score said', () => {
  expect(guardedDecision(decision('PASS'), [finding()])).toEqual({
    decision: 'REVIEW',
    pValue: 0.3,
    reason:
      'REVIEW: the picture is blurred (sharpness 0.030, usual from 0.050), so the score means little. By its score alone: PASS: score 1.',
  });
});

test('a FAIL stays a FAIL where the picture is only somewhat unusual, and says what is wrong with the photograph', () => {
  const { decision: verdict, reason } = guardedDecision(decision('FAIL'), [finding()]);
  expect(verdict).toBe('FAIL');
  expect(reason).toContain('The picture is unusual, too: the picture is blurred');
  const large = finding({ reason: 'wrong_product', reading: 'distance' });
  expect(guardedDecision(decision('FAIL'), [large])).toEqual(decision('FAIL'));
});

test('patches that are all far from the memory bank make a FAIL a question only when something else is unusual', () => {
  const far = finding({ reason: 'wrong_product', reading: 'distance', excess: 3 });
  const mismatch = finding({ reason: 'wrong_product', reading: 'match' });
  expect(guardedDecision(decision('FAIL'), [far]).decision).toBe('FAIL');
  expect(guardedDecision(decision('FAIL'), [far, mismatch]).decision).toBe('REVIEW');
});

test.each([finding({ excess: 2 }), finding({ reason: 'wrong_resolution', reading: 'size', excess: 1.01 })])(
  'a FAIL of a picture that is clearly unlike the training is for a person',
  clear => {
    expect(guardedDecision(decision('FAIL'), [clear]).decision).toBe('REVIEW');
  },
);
