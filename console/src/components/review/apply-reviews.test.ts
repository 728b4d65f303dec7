import { expect, test } from 'vitest';
import type { Review } from '../../api/types.ts';
import { applyReviews, byInspection } from './apply-reviews.ts';

const OPEN = { id: 'a', review_id: null, reviewed_at: null, reviewed_by: null, final_decision: null };
const REVIEW: Review = {
  id: 'r1',
  inspection_id: 'a',
  created_at: '2026-01-02T03:04:05.000Z',
  reviewer: 'Ana',
  action: 'overrule',
  reason_code: 'dirt',
  note: null,
  supersedes: null,
  decision_before: 'FAIL',
  decision_after: 'PASS',
};

test('a reviewed inspection shows who said what, when', () => {
  expect(applyReviews(OPEN, byInspection([REVIEW]))).toEqual({
    id: 'a',
    review_id: 'r1',
    reviewed_at: '2026-01-02T03:04:05.000Z',
    reviewed_by: 'Ana',
    final_decision: 'PASS',
  });
});

test('the others stay the very same', () => {
  const other = { ...OPEN, id: 'b' };
  expect(applyReviews(other, byInspection([REVIEW]))).toBe(other);
});

test('of two reviews of one inspection the later counts', () => {
  const later = { ...REVIEW, id: 'r2', decision_after: 'FAIL' as const };
  expect(applyReviews(OPEN, byInspection([REVIEW, later])).review_id).toBe('r2');
});
