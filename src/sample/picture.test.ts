import { describe, expect, test } from 'vitest';
import type { Image, Mask } from '../image/image.ts';
import { productOf, SAMPLE_CATEGORIES } from './catalogue.ts';
import { defectPicture, goodPicture } from './picture.ts';

const SIZE = 128;

function name(category: string, index: number, folder = 'train/good', seed = 7) {
  return { seed, category, folder, index };
}

function good(category: string, index: number, seed = 7): Image {
  return goodPicture(productOf(category), name(category, index, 'train/good', seed), SIZE);
}

function faulty(category: string, type: string, index: number) {
  return defectPicture(productOf(category), name(category, index, `test/${type}`), type, SIZE);
}

/** The longer side of the box around a mask, in pixels; 0 when it is empty. */
function extentOf(mask: Mask): number {
  const set = [...mask.data.keys()].filter(index => mask.data[index] === 1);
  if (set.length === 0) return 0;
  const columns = set.map(index => index % mask.width);
  const rows = set.map(index => Math.floor(index / mask.width));
  return 1 + Math.max(Math.max(...columns) - Math.min(...columns), Math.max(...rows) - Math.min(...rows));
}

function meanOf(image: Image): number {
  return image.data.reduce((sum, value) => sum + value, 0) / image.data.length;
}

test('there are fifteen categories, the three base products first', () => {
  expect(SAMPLE_CATEGORIES.slice(0, 3)).toEqual(['washer', 'board', 'fabric']);
  expect(new Set(SAMPLE_CATEGORIES).size).toBe(15);
});

test('an unknown category is refused with the list of those that can be drawn', () => {
  expect(() => productOf('bottle')).toThrow(/"bottle".*washer, board, fabric/);
  expect(() => productOf('toString')).toThrow(/"toString"/);
});

test('every category looks different from every other', () => {
  const pictures = SAMPLE_CATEGORIES.map(category => good(category, 0));
  for (const [index, one] of pictures.entries())
    for (const other of pictures.slice(index + 1)) {
      const difference = one.data.reduce((sum, value, at) => sum + Math.abs(value - other.data[at]!), 0);
      expect(difference / one.data.length).toBeGreaterThan(5);
    }
});

describe.each(['washer', 'board', 'fabric'])('%s', category => {
  const { defectTypes } = productOf(category);

  test('the same name gives the same bytes, another seed or index gives others', () => {
    expect(good(category, 3)).toEqual(good(category, 3));
    expect(good(category, 3).data).not.toEqual(good(category, 4).data);
    expect(good(category, 3).data).not.toEqual(good(category, 3, 8).data);
  });

  test('good parts vary in brightness by more than most defects change it', () => {
    const means = Array.from({ length: 8 }, (_, index) => meanOf(good(category, index)));
    const changes = defectTypes.map(type => {
      const plain = goodPicture(productOf(category), name(category, 0, `test/${type}`), SIZE);
      return Math.abs(meanOf(faulty(category, type, 0).image) - meanOf(plain));
    });
    expect(Math.max(...means) - Math.min(...means)).toBeGreaterThan(4 * Math.max(...changes));
  });

  test('there are at least four types of defect', () => {
    expect(new Set(defectTypes).size).toBeGreaterThanOrEqual(4);
  });

  test.each(defectTypes)('outside the mask a part with %s equals the same part without it', type => {
    for (const index of [0, 1, 6]) {
      const plain = goodPicture(productOf(category), name(category, index, `test/${type}`), SIZE);
      const { image, mask } = faulty(category, type, index);
      const differs = mask.data.map((_, at) =>
        [0, 1, 2].some(channel => image.data[at * 3 + channel] !== plain.data[at * 3 + channel]) ? 1 : 0,
      );
      expect(differs.every((value, at) => value <= mask.data[at]!)).toBe(true);
      // And the mask does not reach further than the change: most of what it covers is different.
      const covered = mask.data.reduce((sum, value) => sum + value, 0);
      expect(differs.reduce((sum, value) => sum + value, 0)).toBeGreaterThan(0.6 * covered);
      expect(covered).toBeGreaterThan(0);
    }
  });

  test('defects run from small to large', () => {
    const extents = defectTypes.flatMap(type =>
      Array.from({ length: 8 }, (_, index) => extentOf(faulty(category, type, index).mask)),
    );
    // At 128 pixels a drawing unit is half a pixel, and blur adds a pixel or two on each side.
    expect(Math.min(...extents)).toBeGreaterThanOrEqual(3);
    expect(Math.min(...extents)).toBeLessThanOrEqual(9);
    expect(Math.max(...extents)).toBeGreaterThanOrEqual(24);
  });
});
