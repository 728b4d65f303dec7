import { expect, test } from 'vitest';
import { stageOf } from './first-run-stage.ts';

test('a system without a training begins with pictures, also after one that failed or was stopped', () => {
  expect(stageOf(undefined)).toBe('pictures');
  expect(stageOf({ state: 'failed' })).toBe('pictures');
  expect(stageOf({ state: 'cancelled' })).toBe('pictures');
});

test('a training that waits or runs is the second step, one that is done leads to the third', () => {
  expect(stageOf({ state: 'queued' })).toBe('training');
  expect(stageOf({ state: 'running' })).toBe('training');
  expect(stageOf({ state: 'succeeded' })).toBe('verdict');
});
