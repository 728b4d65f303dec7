import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPickLists } from './pick-lists.ts';

test('lists hold what was added to them since they were emptied, however long they are', () => {
  const step = fc.record({
    group: fc.integer({ min: 0, max: 3 }),
    added: fc.integer({ min: 0, max: 700 }),
    isEmptied: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), steps => {
      const lists = createPickLists(4);
      const expected: number[][] = [[], [], [], []];
      let place = 0;
      for (const { group, added, isEmptied } of steps) {
        for (let i = 0; i < added; i++) {
          lists.add(group, place);
          expected[group]!.push(place++);
        }
        if (isEmptied) {
          lists.empty(group);
          expected[group] = [];
        }
        for (const [other, own] of expected.entries()) {
          expect(lists.length(other)).toBe(own.length);
          expect([...lists.of(other)]).toEqual(own);
        }
      }
    }),
  );
});
