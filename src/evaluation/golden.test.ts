import { describe, expect, test } from 'vitest';
import { type GoldenSet, goldenSets } from '../../test/golden/read-golden.ts';
import type { Mask, Plane } from '../image/image.ts';
import { imageMetrics } from './metrics.ts';
import { pixelMetrics } from './pixel-metrics.ts';

describe.each(goldenSets())('the $name golden set', golden => {
  const tolerance = golden.notes.stages.metrics!.tolerance.absolute!;
  const expected = (name: string) => Number(golden.read(`metrics.${name}`).data[0]);

  test('has a tolerance that tells right from wrong', () => {
    expect(tolerance).toBeGreaterThan(0);
    expect(tolerance).toBeLessThanOrEqual(1e-4);
  });

  test("the image metrics equal scikit-learn's", () => {
    const metrics = imageMetrics(golden.read('metrics.scores').data, golden.read('metrics.labels').data);
    expect(Math.abs(metrics.auroc! - expected('auroc'))).toBeLessThan(tolerance);
    expect(Math.abs(metrics.averagePrecision! - expected('average_precision'))).toBeLessThan(tolerance);
    expect(Math.abs(metrics.f1Max! - expected('f1_max'))).toBeLessThan(tolerance);
  });

  test('the pixel metrics equal those of scikit-learn and SciPy', () => {
    const metrics = pixelMetrics(mapsOf(golden), masksOf(golden));
    expect(Math.abs(metrics.auroc! - expected('pixel_auroc'))).toBeLessThan(tolerance);
    expect(Math.abs(metrics.averagePrecision! - expected('pixel_average_precision'))).toBeLessThan(tolerance);
    expect(Math.abs(metrics.aupro30! - expected('aupro_30'))).toBeLessThan(tolerance);
    expect(Math.abs(metrics.aupro05! - expected('aupro_05'))).toBeLessThan(tolerance);
  });
});

function mapsOf(golden: GoldenSet): Plane[] {
  const { shape, data } = golden.read('metrics.maps');
  return slices(shape, Float32Array.from(data)).map(slice => ({
    width: shape[2]!,
    height: shape[1]!,
    data: slice,
  }));
}

/** The masks, null where nothing is defective. */
function masksOf(golden: GoldenSet): (Mask | null)[] {
  const { shape, data } = golden.read('metrics.masks');
  return slices(shape, Uint8Array.from(data)).map(slice =>
    slice.some(pixel => pixel !== 0) ? { width: shape[2]!, height: shape[1]!, data: slice } : null,
  );
}

function slices<T extends Float32Array | Uint8Array>(shape: readonly number[], data: T): T[] {
  const size = shape[1]! * shape[2]!;
  return Array.from(
    { length: shape[0]! },
    (_, index) => data.subarray(index * size, (index + 1) * size) as T,
  );
}
