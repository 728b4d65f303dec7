import { describe, expect, test } from 'vitest';
import { type Shot, takePicture } from '../../test/fixtures/station.ts';
import { createRandom } from '../patchcore/random.ts';
import { guardFromDocument, guardToDocument } from './guard-document.ts';
import { calibrateGuard, type GuardedPicture, PICTURES_FOR_GUARD, widenGuard } from './input-guard.ts';
import { pictureStatistics } from './picture-statistics.ts';
import type { InputReason } from './readings.ts';
import { findUnusual } from './unusual.ts';

/** A shot with the patch distances that a search would find: small for good parts, larger for other products. */
function guarded(shot: Shot, typical = 0.5): GuardedPicture {
  const typicalDistance = typical * Math.exp(0.03 * createRandom(shot.seed + 10_000).normal());
  return { statistics: pictureStatistics(takePicture(shot)), typicalDistance };
}
const many = (from: number, count: number, shot: Partial<Shot> = {}, typical?: number) =>
  Array.from({ length: count }, (_, index) => guarded({ ...shot, seed: from + index }, typical));

const RATE = 0.05;
const guard = calibrateGuard(many(0, 99), RATE)!;
const reasonsOf = (pictures: readonly GuardedPicture[]) =>
  pictures.map(picture => findUnusual(guard, picture).map(({ reason }) => reason));
const share = (pictures: readonly GuardedPicture[]) =>
  reasonsOf(pictures).filter(reasons => reasons.length > 0).length / pictures.length;

test('good parts are sent to REVIEW no more often than promised, over all readings together', () => {
  // Three deviations of a share of 300 whose limit rests on 99 pictures.
  const allowed = RATE + 3 * Math.sqrt(RATE * (1 - RATE) * (1 / 300 + 1 / 99));
  expect(share(many(1000, 300))).toBeLessThan(allowed);
  expect(guard).toMatchObject({ pictures: 99, requestedRate: RATE, rate: RATE });
});

describe('at least 95 of 100 are recognised, for the right reason:', () => {
  test.each<[InputReason, Partial<Shot>, number]>([
    ['blurred', { blur: 0.01 }, 0.5],
    ['over_exposed', { gain: 1.3 }, 0.5],
    ['under_exposed', { gain: 0.7 }, 0.5],
    ['shifted', { right: 0.1 }, 0.5],
    ['shifted', { down: -0.1 }, 0.5],
    ['off_colour', { red: 1.15 }, 0.5],
    ['wrong_product', { product: 'bars' }, 1.2],
    ['part_missing', { product: 'none' }, 0.9],
    ['wrong_resolution', { side: 90 }, 0.5],
  ])('%s', (reason, shot, typical) => {
    const found = reasonsOf(many(2000, 100, shot, typical));
    expect(found.filter(reasons => reasons[0] === reason).length).toBeGreaterThanOrEqual(95);
  });
});

test('a picture of another shape is of the wrong resolution', () => {
  const wide = { ...guarded({ seed: 1 }).statistics, width: 160 };
  expect(findUnusual(guard, { statistics: wide, typicalDistance: 0.5 })[0]).toMatchObject({
    reason: 'wrong_resolution',
    reading: 'size',
    value: 160 / 128,
  });
});

test('few pictures support a looser rate only, and very few no guard', () => {
  expect(calibrateGuard(many(0, 24), 0.01)).toMatchObject({ requestedRate: 0.01, rate: 1 / 25 });
  expect(calibrateGuard(many(0, PICTURES_FOR_GUARD - 1), 0.01)).toBeNull();
});

test('a taught shade passes afterwards, and nothing else does', () => {
  const shade = { red: 1.15 };
  expect(share(many(3000, 20, shade))).toBe(1);
  const taught = widenGuard(guard, many(4000, 10, shade));
  const left = many(3000, 50, shade).filter(picture => findUnusual(taught, picture).length > 0);
  expect(left.length).toBeLessThanOrEqual(5);
  expect(findUnusual(taught, guarded({ seed: 1, blur: 0.01 }))[0]?.reason).toBe('blurred');
});

test('a guard that was written and read again finds the same', () => {
  const again = guardFromDocument(JSON.parse(JSON.stringify(guardToDocument(guard))));
  expect(again).toEqual(guard);
});
