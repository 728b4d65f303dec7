import { expect, test } from 'vitest';
import { faultyFields, settingsOf, textOf } from './retention-form.ts';

test('nothing typed means for ever', () => {
  const settings = {
    pass_days: null,
    review_days: null,
    fail_days: null,
    job_days: null,
    budget_bytes: null,
  };
  expect(textOf(settings)).toEqual({ pass: '', review: '', fail: '', jobs: '', gigabytes: '' });
  expect(settingsOf(textOf(settings))).toEqual(settings);
});

test('gigabytes become bytes and back, with a comma or a point', () => {
  const typed = { pass: '30', review: '0.5', fail: ' 365 ', jobs: '90', gigabytes: '1,5' };
  const settings = {
    ...{ pass_days: 30, review_days: 0.5, fail_days: 365 },
    ...{ job_days: 90, budget_bytes: 1_500_000_000 },
  };
  expect(settingsOf(typed)).toEqual(settings);
  expect(textOf(settings).gigabytes).toBe('1.5');
});

test('names the fields that hold no number', () => {
  const typed = { pass: '-1', review: 'ten', fail: '', jobs: 'x', gigabytes: '1e3' };
  expect(faultyFields(typed)).toEqual(['pass', 'review', 'jobs', 'gigabytes']);
  expect(settingsOf(typed)).toBeNull();
});
