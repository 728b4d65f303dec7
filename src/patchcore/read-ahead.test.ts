import { expect, test } from 'vitest';
import type { Image } from '../image/image.ts';
import { readAhead } from './read-ahead.ts';

const PATCH_BYTES = 8;

/** Five pictures of one pixel whose value is their number, with a record of what was read and computed. */
function pictures(unreadable: readonly number[] = []) {
  const reads: number[] = [];
  const computed: number[] = [];
  const source = {
    count: 5,
    async read(index: number): Promise<Image> {
      reads.push(index);
      if (unreadable.includes(index)) throw new Error(`picture ${index} is broken`);
      return { width: 1, height: 1, data: Uint8Array.of(index, 0, 0) };
    },
  };
  const extract = async ({ data }: Image) => {
    computed.push(data[0]!);
    return Float32Array.of(data[0]!, data[0]! + 0.5);
  };
  return { reads, computed, open: (rememberBytes: number) => readAhead(source, extract, { rememberBytes }) };
}

async function passes(source: ReturnType<typeof readAhead>, count: number): Promise<number[][]> {
  const seen: number[][] = [];
  for (let pass = 0; pass < count; pass++)
    for (let picture = 0; picture < source.count; picture++)
      seen.push(Array.from(await source.patches(picture)));
  return seen;
}

test('what may be remembered is computed once', async () => {
  const { reads, computed, open } = pictures();
  await passes(open(1000), 3);
  expect(computed).toEqual([0, 1, 2, 3, 4]);
  expect(reads.toSorted()).toEqual([0, 1, 2, 3, 4]);
});

test.each([0, PATCH_BYTES, 2 * PATCH_BYTES + 1])(
  'with room for %i bytes the rest is computed again, to the same result',
  async rememberBytes => {
    const { computed, open } = pictures();
    const seen = await passes(open(rememberBytes), 2);
    expect(seen).toEqual(await passes(pictures().open(1000), 2));
    expect(computed).toHaveLength(10 - Math.floor(rememberBytes / PATCH_BYTES));
  },
);

test('pictures are decoded ahead of the one that is computed', async () => {
  const { reads, computed, open } = pictures();
  await open(1000).patches(0);
  expect(computed).toEqual([0]);
  expect(new Set(reads)).toEqual(new Set([0, 1, 2, 3]));
});

test('a picture that cannot be read fails at its own turn, and no other', async () => {
  const source = pictures([2]).open(0);
  expect((await source.patches(0))[0]).toBe(0);
  expect((await source.patches(1))[0]).toBe(1);
  await expect(source.patches(2)).rejects.toThrow('picture 2 is broken');
  expect((await source.patches(3))[0]).toBe(3);
  expect((await source.patches(4))[0]).toBe(4);
});

test('pictures may be asked for in any order, and skipped', async () => {
  const source = pictures().open(PATCH_BYTES);
  for (const picture of [4, 1, 3, 1, 4]) expect((await source.patches(picture))[0]).toBe(picture);
});
