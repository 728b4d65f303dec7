import { expect, test } from 'vitest';
import { takePicture } from '../../test/fixtures/station.ts';
import type { Image } from '../image/image.ts';
import { pictureStatistics, THUMBNAIL } from './picture-statistics.ts';

const plain = (level: number, side = 64): Image => ({
  width: side,
  height: side,
  data: new Uint8Array(side * side * 3).fill(level),
});

test('brightness, white share and colour of plain pictures are what they say', () => {
  expect(pictureStatistics(plain(90))).toMatchObject({
    clipped: 0,
    colour: [0, 0],
    sharpness: 0,
    structure: 0,
  });
  expect(pictureStatistics(plain(90)).brightness).toBeCloseTo(90, 4);
  expect(pictureStatistics(plain(255)).clipped).toBe(1);
  const data = plain(0).data.map((_, i) => [200, 100, 50][i % 3]!);
  const { colour, brightness } = pictureStatistics({ ...plain(0), data });
  expect(colour[0]).toBeCloseTo(100, 4);
  expect(colour[1]).toBeCloseTo(-50, 4);
  expect(brightness).toBeCloseTo(0.299 * 200 + 0.587 * 100 + 0.114 * 50, 3);
});

test('blur lowers the focus under the noise of the sensor, and brightness hardly moves it', () => {
  const { focus } = pictureStatistics(takePicture({ seed: 1 }));
  expect(pictureStatistics(takePicture({ seed: 1, blur: 0.012 })).focus).toBeLessThan(focus - 0.5);
  expect(Math.abs(pictureStatistics(takePicture({ seed: 1, gain: 0.8 })).focus - focus)).toBeLessThan(0.2);
});

test('smoothed pixels lower the sharpness', () => {
  const picture = takePicture({ seed: 1, side: 256 });
  const smooth = picture.data.map((level, i) => (level + (picture.data[i + 3] ?? level)) / 2);
  const sharpness = (data: Uint8Array) => pictureStatistics({ ...picture, data }).sharpness;
  expect(sharpness(smooth)).toBeLessThan(sharpness(picture.data) - 0.2);
});

test('the thumbnail has the mean of its pixels and the picture its own size', () => {
  const found = pictureStatistics(takePicture({ seed: 2, side: 600 }));
  expect([found.width, found.height, found.thumbnail.length]).toEqual([600, 600, THUMBNAIL ** 2]);
  const mean = found.thumbnail.reduce((sum, level) => sum + level, 0) / found.thumbnail.length;
  expect(mean).toBeCloseTo(found.brightness, 1);
});

test('a picture costs a few milliseconds whatever its size', () => {
  const large = { width: 3000, height: 2000, data: new Uint8Array(3000 * 2000 * 3).fill(7) };
  pictureStatistics(large);
  const started = process.cpuUsage();
  for (let run = 0; run < 20; run++) pictureStatistics(large);
  expect(process.cpuUsage(started).user / 20_000).toBeLessThan(20);
});
