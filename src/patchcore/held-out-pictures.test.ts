import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseHeldOut } from './held-out-pictures.ts';

const split = (heldOutShare: number) => ({ kind: 'split' as const, heldOutShare });

test('leave-one-out keeps all pictures in the bank', () => {
  expect(chooseHeldOut(3, { kind: 'leave_one_out', heldOutShare: 0.5 }, 7)).toEqual({
    inBank: [0, 1, 2],
    keptOut: [],
  });
});

test('split parts the pictures in two, as many of them kept out as the share says', () => {
  const share = fc.double({ min: 0.1, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 300 }), share, fc.nat(), (count, heldOutShare, seed) => {
      const { inBank, keptOut } = chooseHeldOut(count, split(heldOutShare), seed);
      expect(keptOut).toHaveLength(Math.round(heldOutShare * count));
      const all = [...inBank, ...keptOut].toSorted((a, b) => a - b);
      expect(all).toEqual(Array.from({ length: count }, (_, picture) => picture));
      expect([inBank, keptOut]).toEqual([
        inBank.toSorted((a, b) => a - b),
        keptOut.toSorted((a, b) => a - b),
      ]);
    }),
  );
});

test('the same seed draws the same pictures, and over many seeds every picture is drawn equally often', () => {
  const drawn = (seed: number) => chooseHeldOut(10, split(0.3), seed).keptOut;
  expect(drawn(5)).toEqual(drawn(5));
  const times = new Array<number>(10).fill(0);
  for (let seed = 0; seed < 3000; seed++) for (const picture of drawn(seed)) times[picture]!++;
  // binomial with mean 900 and deviation 25
  for (const count of times) expect(Math.abs(count - 900)).toBeLessThan(125);
});

test.each([
  [3, 0.5],
  [10, 0.1],
  [10, 0.9],
])('%i pictures cannot be parted at %f: two are needed on either side', (count, share) => {
  expect(() => chooseHeldOut(count, split(share), 7)).toThrow(
    expect.objectContaining({ code: 'data_invalid' }),
  );
});
