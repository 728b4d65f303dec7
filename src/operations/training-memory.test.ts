import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryLimit, planMemory, type TrainingSize } from './training-memory.ts';

/** 5,000 pictures of 224 px with resnet18. */
const MANY: TrainingSize = {
  pictures: 5000,
  smallPictureBytes: 224 * 224 * 3,
  decodedPictureBytes: 900 * 900 * 3,
  patchBytes: 784 * 384 * 4,
  patches: 784,
  dimensions: 384,
  projectedDimensions: 128,
  entries: 40_960,
};
const FEW = { ...MANY, pictures: 200, entries: 15_680 };
const HELD = 250e6;
const PROJECTIONS = 5000 * 784 * 128 * 4;
const strict = (bytes: number) => ({ bytes, strict: true });

describe('the memory of a training', () => {
  test('holds everything where there is room', () => {
    const plan = planMemory(FEW, HELD, strict(3e9));
    expect(plan.projectionsInFile).toBe(false);
    expect(plan.fileBytes).toBe(0);
    expect(plan.keepBytes).toBe(FEW.pictures * FEW.smallPictureBytes);
    expect(plan.rememberBytes).toBe(FEW.pictures * FEW.patchBytes);
    expect(plan.peakBytes).toBeLessThan(1.5e9);
  });

  test('loses patch vectors first, then small pictures, then the projections', () => {
    const at = (bytes: number) => planMemory(MANY, HELD, strict(bytes));
    const [ample, narrow, narrower, narrowest] = [at(8e9), at(4.2e9), at(3.2e9), at(2.5e9)];
    expect(ample).toMatchObject({ projectionsInFile: false, keepBytes: 5000 * MANY.smallPictureBytes });
    expect(ample.rememberBytes).toBeLessThan(5000 * MANY.patchBytes);
    expect(narrow).toMatchObject({ projectionsInFile: false, keepBytes: 5000 * MANY.smallPictureBytes });
    expect(narrow.rememberBytes).toBeLessThan(ample.rememberBytes);
    expect(narrower).toMatchObject({ projectionsInFile: false, rememberBytes: 0 });
    expect(narrower.keepBytes).toBeLessThan(narrow.keepBytes);
    expect(narrowest).toMatchObject({ projectionsInFile: true, fileBytes: PROJECTIONS });
  });

  test('reads larger blocks of projections where there is room', () => {
    const rows = (bytes: number) => planMemory(MANY, HELD, strict(bytes)).fileBlockRows;
    expect([rows(1.05e9), rows(2.5e9)]).toEqual([2 ** 15, 2 ** 18]);
  });

  test('is refused below the least that is needed, with that number, and works with just that', () => {
    const refused = () => planMemory(MANY, HELD, strict(3e8));
    expect(refused).toThrow(/--max-memory allows 300 MB, and this training needs about \d+ MB at least/);
    const [, needed] = /about (\d+) MB at least/.exec(message(refused))!;
    expect(planMemory(MANY, HELD, strict(Number(needed) * 1e6)).projectionsInFile).toBe(true);
    expect(() => planMemory(MANY, HELD, strict((Number(needed) - 2) * 1e6))).toThrow('--max-memory');
  });

  test('takes what it must when no limit was asked for', () => {
    const plan = planMemory(MANY, HELD, { bytes: 3e8, strict: false });
    expect(plan).toMatchObject({ projectionsInFile: true, keepBytes: 0, rememberBytes: 0 });
    expect(plan.peakBytes).toBeGreaterThan(3e8);
  });

  test('decodes fewer large pictures at once', () => {
    const atOnce = (decodedPictureBytes: number) =>
      planMemory({ ...FEW, decodedPictureBytes }, HELD, strict(3e9)).atOnce;
    expect([atOnce(3e6), atOnce(40e6), atOnce(90e6)]).toEqual([4, 2, 1]);
  });

  test('never goes over a limit that it accepts, and what fits into memory fits into more', () => {
    const limits = fc.integer({ min: 700, max: 9000 });
    fc.assert(
      fc.property(limits, limits, fc.integer({ min: 2, max: 5000 }), (a, b, pictures) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map(megabytes => {
          try {
            return planMemory({ ...FEW, pictures }, HELD, strict(megabytes * 1e6));
          } catch {
            return null;
          }
        });
        if (low) expect(low.peakBytes).toBeLessThanOrEqual(Math.min(a, b) * 1e6);
        if (low && !low.projectionsInFile) {
          expect(high).toMatchObject({ projectionsInFile: false });
          expect(high!.keepBytes).toBeGreaterThanOrEqual(low.keepBytes);
        }
        if (low) expect(high).not.toBeNull();
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});

describe('the limit', () => {
  test('is what was asked for', () => {
    expect(memoryLimit(5e9, 1e8, 1e8)).toEqual({ bytes: 5e9, strict: true });
  });

  test('is half of the free memory and never over 3 GB when nothing was asked for', () => {
    expect(memoryLimit(null, 2e8, 2e9)).toEqual({ bytes: 1.2e9, strict: false });
    expect(memoryLimit(null, 2e8, 64e9)).toEqual({ bytes: 3e9, strict: false });
  });
});

function message(work: () => unknown): string {
  try {
    work();
  } catch (cause) {
    return (cause as Error).message;
  }
  return '';
}
