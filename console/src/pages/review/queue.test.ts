import { expect, test } from 'vitest';
import type { InspectionSummary, Review } from '../../api/types.ts';
import {
  type Decision,
  NOTHING_DECIDED,
  upcoming,
  withDecision,
  withoutDecision,
  withRecorded,
  withSkipped,
  withUndo,
} from './queue.ts';

const ITEMS = ['a', 'b', 'c'].map(id => ({ id }) as InspectionSummary);
const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id).join('');
const confirm = (id: string): Decision => ({
  inspection: { id } as InspectionSummary,
  action: 'confirm',
  reason: 'scratch',
  review: null,
});
const review = (id: string) => ({ id: `review of ${id}`, inspection_id: id }) as Review;

test('the next one comes at once', () => {
  expect(ids(upcoming(ITEMS, withDecision(NOTHING_DECIDED, confirm('a'))))).toBe('bc');
});

test('what was put off comes last, in the order of putting off', () => {
  const state = withSkipped(withSkipped(NOTHING_DECIDED, 'b'), 'a');
  expect(ids(upcoming(ITEMS, state))).toBe('cba');
  expect(ids(upcoming(ITEMS, withSkipped(state, 'b')))).toBe('cab');
  expect(ids(upcoming(ITEMS, withDecision(state, confirm('b'))))).toBe('ca');
});

test('a decision that was not recorded comes again, one that somebody else made does not', () => {
  const state = withDecision(NOTHING_DECIDED, confirm('a'));
  expect(ids(upcoming(ITEMS, withoutDecision(state, 'a', true)))).toBe('abc');
  expect(ids(upcoming(ITEMS, withoutDecision(state, 'a', false)))).toBe('bc');
  expect(withoutDecision(state, 'a', true).last).toBeNull();
});

test('the last decision can be taken back once the server has it', () => {
  const state = withDecision(NOTHING_DECIDED, confirm('a'));
  expect(withUndo(state).redoing).toBeNull();
  const recorded = withRecorded(state, review('a'));
  expect(withUndo(recorded).redoing?.review?.id).toBe('review of a');
  expect(withDecision(withUndo(recorded), confirm('a')).redoing).toBeNull();
});

test('an answer that comes after the next decision does not replace it', () => {
  const state = withDecision(withDecision(NOTHING_DECIDED, confirm('a')), confirm('b'));
  expect(withRecorded(state, review('a')).last?.inspection.id).toBe('b');
  expect(withRecorded(state, review('a')).last?.review).toBeNull();
  expect(withoutDecision(state, 'a', true).last?.inspection.id).toBe('b');
});
