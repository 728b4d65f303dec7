import { expect, test } from 'vitest';
import { createRandom } from '../patchcore/random.ts';
import { measureCurve } from './learning-curve.ts';

/** Parts whose patches vary along a line: the more pictures there are, the nearer the nearest one is. */
function curveOf(pictures: number, spread: number) {
  const random = createRandom(9);
  const patches = 8;
  const values = Array.from({ length: pictures }, () =>
    Array.from({ length: patches }, () => spread * random.normal()),
  );
  const curve = measureCurve(pictures, 0.05, 7);
  for (let own = 0; own < pictures; own++) {
    const distances = Float32Array.from({ length: patches * pictures }, (_, at) => {
      const patch = Math.floor(at / pictures);
      return 1 + Math.abs(values[own]![patch]! - values[at % pictures]![patch]!);
    });
    curve.add(distances, own);
  }
  return curve.finish();
}

test('the threshold falls with more pictures, and the forecast continues the fall', () => {
  const { points, forecast, silence } = curveOf(120, 1);
  const thresholds = points.map(({ threshold }) => threshold);
  expect(points.map(({ pictures }) => pictures)).toEqual([15, 30, 45, 60, 90, 120]);
  expect(thresholds).toEqual(thresholds.toSorted((a, b) => b - a));
  expect(thresholds.at(-1)).toBe(1);
  expect(silence).toBeNull();
  expect(forecast!.low).toBeGreaterThan(0);
  expect(forecast!.fall).toBeGreaterThan(forecast!.low);
  expect(forecast!.high).toBeGreaterThan(forecast!.fall);
});

test('parts that do not vary have nothing to gain, and few pictures allow no forecast', () => {
  expect(curveOf(80, 0)).toMatchObject({ forecast: null, silence: expect.stringContaining('do not follow') });
  expect(curveOf(20, 1)).toMatchObject({ forecast: null, silence: expect.stringContaining('too few') });
});
