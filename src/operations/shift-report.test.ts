import { describe, expect, test } from 'vitest';
import { type MeasuredPicture, measureShifts, pairsNeeded, type Reference } from './shift-report.ts';

const USUAL = { center: 0, deviation: 1 };
const usual = { score: USUAL, sharpness: USUAL, brightness: USUAL, right: USUAL, down: USUAL };
const scores = Array.from({ length: 20 }, (_, index) => index / 10 - 1);
/** Parts that differ among each other by much more than the shift. */
const pictures = (count: number, shift: number): readonly MeasuredPicture[] =>
  Array.from({ length: count }, (_, index) => {
    const value = 5 * Math.sin(index) + shift + 0.01 * (index % 3);
    return {
      name: `${index}.png`,
      score: value,
      sharpness: value,
      brightness: value,
      right: value,
      down: value,
    };
  });
const changed = (today: readonly MeasuredPicture[], reference: Reference) =>
  measureShifts(today, reference, 0.01).map(shift => shift.changed);

describe('a shift', () => {
  test('is proven by pairs although the parts differ by more', () => {
    const reference = { pictures: pictures(12, 0), usual, scores };
    expect(changed(pictures(12, 1), reference)).toEqual([true, true, true, true, true]);
    const unpaired = reference.pictures.map(picture => ({ ...picture, name: `other ${picture.name}` }));
    const found = measureShifts(pictures(12, 1), { ...reference, pictures: unpaired }, 0.01);
    expect(found.map(shift => [shift.test, shift.changed])).toEqual(found.map(() => ['rank_sum', false]));
  });

  test('that is sure but too small to matter is no change', () => {
    const [shift] = measureShifts(pictures(12, 0.3), { pictures: pictures(12, 0), usual, scores }, 0.01);
    expect(shift).toMatchObject({ changed: false, test: 'signed_rank', p_value: 2 / 2 ** 12 });
    expect(shift!.deviations).toBeCloseTo(0.3, 1);
  });

  test('cannot be proven by fewer pairs than are said to be needed', () => {
    const needed = pairsNeeded(0.01);
    const provenWith = (count: number) =>
      changed(pictures(count, 1), { pictures: pictures(count, 0), usual, scores });
    expect(needed).toBe(10);
    expect(provenWith(needed)).toContain(true);
    expect(provenWith(needed - 1)).not.toContain(true);
  });
});

test('without a reference the training stands for it: scores by ranks, the rest by the mean', () => {
  const today = pictures(12, 3).map(picture => ({ ...picture, score: 2 }));
  const found = measureShifts(today, { pictures: null, usual, scores }, 0.01);
  expect(found.map(shift => shift.test)).toEqual(['rank_sum', 'mean', 'mean', 'mean', 'mean']);
  expect(found.every(shift => shift.changed)).toBe(true);
});
