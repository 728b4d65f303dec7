import { expect, test } from 'vitest';
import { takePicture } from '../../test/fixtures/station.ts';
import { pictureStatistics, THUMBNAIL } from './picture-statistics.ts';
import { placementOn } from './placement.ts';

const thumbnail = (right: number, down: number) =>
  pictureStatistics(takePicture({ seed: 1, right, down })).thumbnail;

test.each([
  [0.1, 0],
  [0, -0.1],
  [0.05, 0.02],
  [-0.015, 0.033],
])('finds a part that is moved by %d and %d of the picture to a hundredth', (right, down) => {
  const found = placementOn(thumbnail(0, 0), thumbnail(right, down));
  expect(Math.abs(found.right - right)).toBeLessThan(0.01);
  expect(Math.abs(found.down - down)).toBeLessThan(0.01);
  expect(found.match).toBeGreaterThan(0.85);
});

test('a picture lies on itself, a small place that is quite different hardly matters, and a plain one fits badly', () => {
  const same = placementOn(thumbnail(0, 0), thumbnail(0, 0));
  expect(same.match).toBeCloseTo(1, 6);
  expect(Math.hypot(same.right, same.down)).toBeLessThan(0.002);
  const spotted = thumbnail(0, 0).map((level, at) => (at % 32 < 5 && at < 5 * 32 ? 255 : level));
  expect(placementOn(thumbnail(0, 0), spotted).match).toBeGreaterThan(0.85);
  const plain = new Float32Array(THUMBNAIL ** 2).fill(80);
  expect(placementOn(thumbnail(0, 0), plain).match).toBeLessThan(0.5);
});
