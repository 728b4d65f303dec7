import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { goldenSets, sharedFolder } from './read-golden.ts';

const sets = goldenSets();
const bundled = sets[0]!;

describe.each(sets)('the $name golden set', set => {
  test('holds every array of its notes in the shape that is written there', () => {
    for (const note of Object.values(set.notes.stages)) {
      for (const [array, shape] of Object.entries(note.arrays)) {
        expect([array, set.read(array).shape]).toEqual([array, shape]);
        expect(set.read(array).data).toHaveLength(shape.reduce((product, size) => product * size, 1));
      }
    }
  });

  test('gives every stage a tolerance', () => {
    for (const [stage, { tolerance }] of Object.entries(set.notes.stages)) {
      const { absolute, relative, relative_norm, exact } = tolerance;
      expect([stage, absolute ?? relative ?? relative_norm ?? exact]).not.toContain(undefined);
    }
  });

  test('holds finite numbers that are not all the same', () => {
    for (const { arrays } of Object.values(set.notes.stages)) {
      for (const array of Object.keys(arrays)) {
        const { data } = set.read(array);
        expect([array, data.every(Number.isFinite)]).toEqual([array, true]);
        if (data.length > 1) expect([array, data.some(value => value !== data[0])]).toEqual([array, true]);
      }
    }
  });

  test('has the stages that the parity tests ask for', () => {
    const stages = [
      'preprocess',
      'tiny_basic',
      'tiny_wide_bottleneck',
      'compact',
      'embedding',
      'coreset',
      'nearest',
      'score',
      'anomaly_map',
      'metrics',
    ];
    expect(Object.keys(set.notes.stages)).toEqual(expect.arrayContaining(stages));
  });

  test('picks every row of its coreset once, from row 0 on', () => {
    const chosen = set.read('coreset.chosen').data;
    expect(chosen[0]).toBe(0);
    expect(new Set(chosen).size).toBe(chosen.length);
  });

  test('names itself and what it has when an array is missing', () => {
    expect(set.has('coreset.absent')).toBe(false);
    expect(() => set.read('coreset.absent')).toThrow(
      `The ${set.name} golden set has no array coreset.absent; it has preprocess.`,
    );
  });
});

describe('the bundled golden set', () => {
  test('comes first and is small enough to be committed', () => {
    const bytes = readdirSync(bundled.folder).reduce(
      (sum, name) => sum + statSync(join(bundled.folder, name)).size,
      0,
    );
    expect(bundled.name).toBe('bundled');
    expect(bytes).toBeLessThan(3_000_000);
  });

  test.skipIf(sharedFolder() === null)(
    'is followed by the shared one, which has everything but the bundled extras',
    () => {
      const shared = sets[1]!;
      const extras = Object.values(bundled.notes.stages)
        .flatMap(({ arrays }) => Object.keys(arrays))
        .filter(array => !shared.has(array));
      expect(extras.filter(array => !/^(tiny_basic_folded\.|embedding\.odd_)/.test(array))).toEqual([]);
    },
  );
});
