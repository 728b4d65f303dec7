import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MovedPart, movedPart } from '../../test/fixtures/moved-parts.ts';
import { type FoundPose, poseFinder } from './find-pose.ts';
import { greyPicture, greyPlane } from './grey-picture.ts';
import { IN_PLACE, poseFrom, poseToAffine } from './pose.ts';

const SIDE = 256;
const grey = (part: Omit<MovedPart, 'seed'> & { readonly seed?: number }) =>
  greyPlane(greyPicture(movedPart({ seed: 1, side: SIDE, ...part })));
const rigid = poseFinder(grey({}), 1, true);
const moves = poseFinder(grey({}), 1, false);

/** Pixels of the picture between where the part was found and where it lies. */
const pixelsOff = ({ pose }: FoundPose, right: number, down: number) =>
  SIDE * Math.hypot(pose.right - right, pose.down - down);

describe('a part that lies', () => {
  test('anywhere within a tenth of the picture, turned by up to ten degrees, is found to 0.15 px and 0.1°', () => {
    const share = fc.double({ min: -0.1, max: 0.1, noNaN: true });
    const degrees = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(share, share, degrees, fc.nat(1000), (right, down, angle, seed) => {
        const found = rigid(grey({ right, down, angle, seed }));
        expect(pixelsOff(found, right, down)).toBeLessThan(0.15);
        expect(Math.abs(found.pose.angle - angle)).toBeLessThan(0.1);
        expect(found.match).toBeGreaterThan(0.9);
        expect(found.inRange).toBe(true);
      }),
      { numRuns: 40, seed: 7 },
    );
  });

  test.each([
    [0.2, -0.18],
    [-0.15, 0.03],
  ])('moved by %d and %d is found without an angle, too', (right, down) => {
    const found = moves(grey({ right, down }));
    expect(pixelsOff(found, right, down)).toBeLessThan(0.15);
    expect(found.pose.angle).toBe(0);
  });

  test('in another light, with a large defect, is found as well', () => {
    const dark = grey({ right: 0.06, down: -0.02, angle: 5, spot: { x: 0.3, y: 0.35, half: 0.08 } });
    const found = rigid({ ...dark, data: dark.data.map(level => 10 + 0.6 * level) });
    expect(pixelsOff(found, 0.06, -0.02)).toBeLessThan(0.5);
    expect(Math.abs(found.pose.angle - 5)).toBeLessThan(0.3);
  });
});

test('nothing at all and another part match badly', () => {
  expect(rigid(grey({ shape: 'nothing' })).match).toBeLessThan(0.5);
  expect(rigid({ ...grey({}), data: new Float32Array(128 * 128).fill(90) }).match).toBeLessThan(0.5);
  expect(rigid(grey({ shape: 'bars' })).match).toBeLessThan(0.7);
});

test('a stretched picture is turned as its part was, not as its pixels are', () => {
  // A picture twice as wide as high, as a square raster: a corner of the part goes round in the picture's own pixels.
  const turn = poseToAffine({ ...IN_PLACE, angle: 30 }, { width: 100, height: 100 }, 2);
  const [x, y] = [turn.xx * 100 + turn.xy * 50 + turn.x0, turn.yx * 100 + turn.yy * 50 + turn.y0];
  expect([(x - 50) * 2, y - 50].map(Math.round)).toEqual([
    Math.round(100 * Math.cos(Math.PI / 6)),
    Math.round(100 * Math.sin(Math.PI / 6)),
  ]);
});

test('a pose seen from itself is in place, and seen from place is itself', () => {
  const pose = { right: 0.1, down: -0.05, angle: 8 };
  const still = poseFrom(pose, pose, 1.5);
  for (const value of Object.values(still)) expect(value).toBeCloseTo(0, 12);
  expect(poseFrom(IN_PLACE, pose, 1.5)).toEqual(pose);
});
