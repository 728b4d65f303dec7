import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connectedRegions } from '../image/connected-regions.ts';
import type { Mask, Plane } from '../image/image.ts';
import { imageMetrics } from './metrics.ts';
import { pixelMetrics } from './pixel-metrics.ts';

const plane = (width: number, ...data: number[]): Plane => ({
  width,
  height: data.length / width,
  data: Float32Array.from(data),
});
const mask = (width: number, ...data: number[]): Mask => ({
  width,
  height: data.length / width,
  data: Uint8Array.from(data),
});

test('maps that are higher on every defective pixel reach 1', () => {
  const metrics = pixelMetrics(
    [plane(2, 0.1, 0.9, 0.2, 0.8), plane(2, 0, 0, 0, 0)],
    [mask(2, 0, 1, 0, 1), null],
  );
  expect(metrics).toEqual({ auroc: 1, averagePrecision: 1, aupro30: 1, aupro05: 1 });
});

test('a small region weighs as much as a large one in AUPRO, not in AUROC', () => {
  // The one-pixel defect on the left is missed, the three-pixel one on the right is found.
  const metrics = pixelMetrics([plane(6, 0, 1, 2, 9, 9, 9)], [mask(6, 1, 0, 0, 1, 1, 1)]);
  expect(metrics.aupro30).toBeCloseTo(0.5, 12);
  expect(metrics.auroc).toBeCloseTo(0.75, 12);
});

test('good pictures count: red spots on them lower the result', () => {
  const [defect, defectMask] = [plane(2, 5, 1, 1, 1), mask(2, 1, 0, 0, 0)];
  const clean = pixelMetrics([defect, plane(2, 1, 1, 1, 1)], [defectMask, null]);
  const spotted = pixelMetrics([defect, plane(2, 9, 9, 1, 1)], [defectMask, null]);
  expect(clean.auroc).toBe(1);
  expect(spotted.auroc).toBeCloseTo(5 / 7, 12);
});

test('negative values and both zeros order as numbers do', () => {
  expect(pixelMetrics([plane(2, -2, -1)], [mask(2, 0, 1)]).auroc).toBe(1);
  expect(pixelMetrics([plane(2, -0, 0)], [mask(2, 0, 1)]).auroc).toBe(0.5);
  expect(pixelMetrics([plane(2, -1e-30, 0)], [mask(2, 0, 1)]).auroc).toBe(1);
});

test('the metrics are null without defective pixels and without normal ones', () => {
  const none = { auroc: null, averagePrecision: null, aupro30: null, aupro05: null };
  expect(pixelMetrics([], [])).toEqual(none);
  expect(pixelMetrics([plane(2, 1, 2)], [null])).toEqual(none);
  expect(pixelMetrics([plane(2, 1, 2)], [mask(2, 0, 0)])).toEqual(none);
  expect(pixelMetrics([plane(2, 1, 2)], [mask(2, 1, 1)])).toEqual(none);
});

test('a mask of another size, a missing mask and NaN are refused', () => {
  expect(() => pixelMetrics([plane(2, 1, 2)], [mask(1, 1, 0)])).toThrow(/Mask 0 is 1x2 .* map is 2x1/);
  expect(() => pixelMetrics([plane(2, 1, 2)], [mask(2, 1, 0), null])).toThrow(/1 maps and 2 masks/);
  expect(() => pixelMetrics([plane(2, 1, Number.NaN)], [mask(2, 1, 0)])).toThrow(/map 0 .*pixel 1/);
});

test('all four equal their direct definitions on random pictures with ties', () => {
  const pixels = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: 48, maxLength: 48 });
  const values = pixels(
    fc.oneof(fc.integer({ min: -6, max: 6 }), fc.float({ noNaN: true, min: -3, max: 3 })),
  );
  fc.assert(
    fc.property(values, pixels(fc.boolean()), (heights, defective) => {
      const map = plane(6, ...heights);
      const truth = mask(6, ...defective.map(Number));
      const fast = pixelMetrics([map], [truth]);
      const { auroc, averagePrecision } = imageMetrics(map.data, truth.data);
      fc.pre(auroc !== null && averagePrecision !== null);
      expect(fast.auroc).toBeCloseTo(auroc, 12);
      expect(fast.averagePrecision).toBeCloseTo(averagePrecision, 12);
      expect(fast.aupro30).toBeCloseTo(directAupro(map, truth, 0.3), 10);
      expect(fast.aupro05).toBeCloseTo(directAupro(map, truth, 0.05), 10);
    }),
  );
});

/** The overlap curve at every threshold, each counted anew; the area up to the limit by trapezoids. */
function directAupro({ data }: Plane, truth: Mask, limit: number): number {
  const { labels, areas } = connectedRegions(truth);
  const normals = labels.filter(label => label === 0).length;
  const above = (threshold: number, region: number) =>
    labels.filter((label, i) => label === region && data[i]! >= threshold).length;
  const thresholds = [...new Set(data)].sort((a, b) => b - a);
  const curve = thresholds.map(threshold => ({
    x: above(threshold, 0) / normals,
    y: areas.reduce((sum, size, region) => sum + above(threshold, region + 1) / size, 0) / areas.length,
  }));
  let area = 0;
  let last = { x: 0, y: 0 };
  for (const point of curve) {
    const right = Math.min(point.x, limit);
    const share = point.x > last.x ? (right - last.x) / (point.x - last.x) : 0;
    if (share > 0) area += (right - last.x) * (last.y + ((point.y - last.y) * share) / 2);
    last = point;
  }
  return area / limit;
}

test('a megapixel takes seconds, where comparing all pairs would take an hour', () => {
  const data = Float32Array.from({ length: 1 << 20 }, (_, i) => Math.sin(i) * 1000);
  const truth = { width: 1024, height: 1024, data: Uint8Array.from(data, value => (value > 990 ? 1 : 0)) };
  const start = performance.now();
  expect(pixelMetrics([{ width: 1024, height: 1024, data }], [truth]).auroc).toBe(1);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test('ignored pixels change nothing: the metrics are those of the maps without them', () => {
  const row = (width: number) =>
    fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1 })), {
      minLength: width,
      maxLength: width,
    });
  fc.assert(
    fc.property(row(12), row(12), fc.integer({ min: 1, max: 11 }), (first, second, kept) => {
      const halves = [first, second];
      const cut = (width: number) => ({
        maps: halves.map(pixels => plane(width, ...pixels.slice(0, width).map(([value]) => value))),
        masks: halves.map(pixels => mask(width, ...pixels.slice(0, width).map(([, label]) => label))),
      });
      const [whole, some] = [cut(12), cut(kept)];
      const ignored = halves.map(() => mask(12, ...first.map((_, pixel) => (pixel < kept ? 0 : 1))));
      const damaged = whole.maps.map(({ data, ...size }) => ({
        ...size,
        data: data.map((value, pixel) => (pixel < kept ? value : Number.NaN)),
      }));
      expect(pixelMetrics(damaged, whole.masks, ignored)).toEqual(pixelMetrics(some.maps, some.masks));
    }),
    { numRuns: 200 },
  );
});

test('a good part has ignored pixels as well', () => {
  const ignored = mask(2, 0, 1);
  const metrics = pixelMetrics([plane(2, 5, 1), plane(2, 1, 9)], [mask(2, 1, 0), null], [null, ignored]);
  expect(metrics.auroc).toBe(1);
});
