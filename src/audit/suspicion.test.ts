import { describe, expect, test } from 'vitest';
import { companyAmong, standings, suspicionOf } from './suspicion.ts';

/** Distances `[patches, pictures]` of one picture: patch 0 is common, patch 1 has few pictures like it. */
const distances = (like: number, pictures: number) =>
  Float32Array.from({ length: 2 * pictures }, (_, at) => {
    const picture = at % pictures;
    return at < pictures ? 1 + picture / 100 : picture < like ? 0.1 : 9;
  });

describe('a rare patch', () => {
  test.each([0, 1, 4, 5])('counts as suspicious with %i pictures like it', like => {
    const found = suspicionOf(distances(like, 30), 30, 29);
    expect(found).toMatchObject({ score: 9, patch: 1 });
    expect(found.compared).toBeGreaterThanOrEqual(like);
  });

  test('is usual when six others have it', () => {
    const { score, patch } = suspicionOf(distances(6, 30), 30, 29);
    expect(patch).toBe(0);
    expect(score).toBeCloseTo(1.05, 5);
  });
});

test('the picture itself is no company', () => {
  const own = Float32Array.of(0, 5, 6, 7);
  expect(suspicionOf(own, 4, 0)).toEqual({ score: 5, patch: 0, compared: 1 });
});

test('small sets ask for less company', () => {
  expect([2, 4, 7, 19, 200].map(companyAmong)).toEqual([1, 1, 2, 6, 6]);
});

test('scores far above the median are suspicious, and several of them do not hide each other', () => {
  const good = Array.from({ length: 95 }, (_, index) => 1 + (index % 10) / 50);
  const found = standings([...good, 1.9, 2, 2, 2, 2.2]);
  expect(found.map(({ suspicious }) => suspicious)).toEqual([
    ...good.map(() => false),
    ...Array.from({ length: 5 }, () => true),
  ]);
  expect(found.at(-1)!.timesUsual).toBeCloseTo(2.2 / 1.1, 1);
});
