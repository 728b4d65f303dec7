import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connectedRegions } from './connected-regions.ts';
import type { Mask } from './image.ts';

function maskOf(...rows: string[]): Mask {
  const data = Uint8Array.from(rows.join(''), character => (character === '#' ? 1 : 0));
  return { width: rows[0]!.length, height: rows.length, data };
}

test('pixels that touch by a corner belong to one region', () => {
  expect(connectedRegions(maskOf('#..', '.#.', '..#'))).toMatchObject({ count: 1, areas: [3] });
});

test('regions are numbered in raster order', () => {
  const regions = connectedRegions(maskOf('..#', '...', '##.'));
  expect([...regions.labels]).toEqual([0, 0, 1, 0, 0, 0, 2, 2, 0]);
  expect(regions.areas).toEqual([1, 2]);
});

test('a row does not continue at the start of the next one', () => {
  expect(connectedRegions(maskOf('...#', '....', '#...')).count).toBe(2);
  expect(connectedRegions(maskOf('...#', '#...')).count).toBe(2);
});

test('an empty mask has no regions and a full one has one', () => {
  expect(connectedRegions(maskOf('....', '....')).count).toBe(0);
  expect(connectedRegions(maskOf('####', '####'))).toMatchObject({ count: 1, areas: [8] });
});

test('two defective pixels share a label exactly when a path of touching pixels joins them', () => {
  const width = 6;
  const masks = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 36, maxLength: 36 });
  fc.assert(
    fc.property(masks, pixels => {
      const mask = { width, height: 6, data: Uint8Array.from(pixels) };
      const { labels, areas } = connectedRegions(mask);
      const slow = reachability(mask);
      for (let a = 0; a < 36; a++) {
        expect(labels[a] !== 0).toBe(pixels[a] === 1);
        for (let b = 0; b < 36; b++) {
          if (pixels[a] && pixels[b]) expect(labels[a] === labels[b]).toBe(slow[a]![b]);
        }
      }
      expect(areas).toEqual(areas.map((_, index) => labels.filter(label => label === index + 1).length));
    }),
    { numRuns: 40 },
  );
});

/** Warshall's transitive closure of "both defective and at most one row and one column apart". */
function reachability({ width, data }: Mask): boolean[][] {
  const row = (pixel: number) => Math.floor(pixel / width);
  const touches = (a: number, b: number) =>
    data[a] === 1 &&
    data[b] === 1 &&
    Math.abs(row(a) - row(b)) <= 1 &&
    Math.abs((a % width) - (b % width)) <= 1;
  const reach = Array.from(data, (_, a) => Array.from(data, (_, b) => touches(a, b)));
  for (let via = 0; via < data.length; via++) {
    for (const from of reach) {
      if (from[via]) for (const to of reach.keys()) from[to] ||= reach[via]![to]!;
    }
  }
  return reach;
}
