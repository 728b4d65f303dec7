import { expect, test } from 'vitest';
import { SHOWN, withPart } from './last-parts.ts';

const part = (second: number) => ({
  id: `part ${second}`,
  created_at: new Date(Date.UTC(2026, 0, 1, 8, 0, second)).toISOString(),
});
const NONE: readonly ReturnType<typeof part>[] = [];

test('the newest part comes first', () => {
  expect(withPart(withPart(NONE, part(1)), part(2))).toEqual([part(2), part(1)]);
});

test('a part that arrives late takes its place', () => {
  expect([part(3), part(1), part(2)].reduce(withPart<ReturnType<typeof part>>, NONE)).toEqual([
    part(3),
    part(2),
    part(1),
  ]);
});

test('a part that was sent twice is shown once', () => {
  const parts = withPart(NONE, part(1));
  expect(withPart(parts, part(1))).toBe(parts);
});

test('no more are kept than are shown', () => {
  const all = Array.from({ length: 30 }, (_, second) => part(second)).reduce(
    withPart<ReturnType<typeof part>>,
    NONE,
  );
  expect(all).toHaveLength(SHOWN);
  expect(all[0]).toEqual(part(29));
});
