import { expect, test } from 'vitest';
import { addedUp } from './added-up.ts';

test('the shares of a Pareto chart add up to all', () => {
  const found = addedUp([{ inspections: 6 }, { inspections: 3 }, { inspections: 1 }]);
  expect(found.map(({ added }) => added)).toEqual([0.6, 0.9, 1]);
  expect(addedUp([])).toEqual([]);
});
