import { expect, test } from 'vitest';
import { actionsFor, fitting, inPortions } from './bulk-choice.ts';

const PASSED = { decision: 'PASS', review_id: null } as const;
const FAILED = { decision: 'FAIL', review_id: null } as const;
const REVIEWED = { decision: 'REVIEW', review_id: 'r' } as const;

test('what passed can be reported as an escape, the rest confirmed or overruled', () => {
  expect(actionsFor([PASSED])).toEqual(['escape']);
  expect(actionsFor([FAILED, REVIEWED])).toEqual(['confirm', 'overrule']);
  expect(actionsFor([FAILED, PASSED])).toEqual(['confirm', 'overrule', 'escape']);
  expect(actionsFor([])).toEqual([]);
});

test('an action leaves out verdicts that it does not fit, and earlier reviews unless they shall be replaced', () => {
  const all = [PASSED, FAILED, REVIEWED];
  expect(fitting(all, 'confirm', false)).toEqual([FAILED]);
  expect(fitting(all, 'confirm', true)).toEqual([FAILED, REVIEWED]);
  expect(fitting(all, 'escape', true)).toEqual([PASSED]);
});

test('at most 500 go at a time, and none is lost', () => {
  const all = Array.from({ length: 1_201 }, (_, index) => index);
  expect(inPortions(all).map(({ length }) => length)).toEqual([500, 500, 201]);
  expect(inPortions(all).flat()).toEqual(all);
  expect(inPortions([])).toEqual([]);
});
