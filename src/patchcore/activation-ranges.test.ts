import { describe, expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { drawPart, PART_SIDE, withDefect } from '../../test/fixtures/parts.ts';
import { loadNamedBackbone } from '../backbones/store.ts';
import type { Image } from '../image/image.ts';
import { activationRanges } from './activation-ranges.ts';

const preprocessing = { imageSize: PART_SIDE, centerCrop: null, letterbox: false };
const settings = { layers: ['layer2', 'layer3'], preprocessing };
const compact = await loadNamedBackbone('', 'compact');
const PARTS = Array.from({ length: 4 }, (_, seed) => drawPart(seed));

const rangesOf = (pictures: readonly Image[], layers = settings.layers) =>
  activationRanges(
    compact,
    { ...settings, layers },
    { count: pictures.length, read: async index => pictures[index]! },
    ON_CPU,
  );

describe('activation ranges', () => {
  test('are the same for the same pictures, in any order', async () => {
    const ranges = await rangesOf(PARTS);
    expect(await rangesOf(PARTS)).toEqual(ranges);
    expect(await rangesOf(PARTS.toReversed())).toEqual(ranges);
  });

  test('cover every tensor of the network up to the layers in use', async () => {
    const names = Object.keys(await rangesOf(PARTS.slice(0, 1)));
    expect(names).toContain('stem.0');
    expect(names).toContain('stride16.2');
    expect(names).toContain('head16');
    expect(Object.keys(await rangesOf(PARTS.slice(0, 1), ['layer2']))).not.toContain('head16');
  });

  test('start at 0 after a ReLU, and reach below it where none follows', async () => {
    const ranges = await rangesOf(PARTS);
    expect(ranges['stem.0']!.low).toBeGreaterThanOrEqual(0);
    expect(ranges['stride8.1']!.low).toBeGreaterThanOrEqual(0);
    expect(ranges['stride8.1.conv2']!.low).toBeLessThan(0);
    for (const [name, { low, high }] of Object.entries(ranges)) expect(high, name).toBeGreaterThan(low);
  });

  test('grow with a picture that is unlike the others, and never shrink', async () => {
    const [some, more] = [
      await rangesOf(PARTS),
      await rangesOf([...PARTS, withDefect(PARTS[0]!, 20, 20, 20)]),
    ];
    for (const [name, { low, high }] of Object.entries(some)) {
      expect(more[name]!.low, name).toBeLessThanOrEqual(low);
      expect(more[name]!.high, name).toBeGreaterThanOrEqual(high);
    }
    expect(more).not.toEqual(some);
  });

  test('of pixels go from black to white, whatever the pictures show', async () => {
    const { pixels } = await rangesOf(PARTS.slice(0, 1));
    expect(pixels!.low).toBeCloseTo(-0.485 / 0.229, 6);
    expect(pixels!.high).toBeCloseTo((1 - 0.406) / 0.225, 6);
  });

  test('are taken from 32 pictures at most, spread evenly over all', async () => {
    const read: number[] = [];
    const source = {
      count: 100,
      read: async (index: number) => {
        read.push(index);
        return PARTS[index % 4]!;
      },
    };
    await activationRanges(compact, settings, source, ON_CPU);
    expect(read).toHaveLength(32);
    expect(read[0]).toBe(0);
    expect(read.at(-1)).toBe(96);
    const steps = read.slice(1).map((index, i) => index - read[i]!);
    expect(steps.every(step => step === 3 || step === 4)).toBe(true);
  });
});

test('a network of the user is refused by name, with what to do', async () => {
  const own = { ...compact, name: 'external', path: 'own.onnx' };
  const refused = activationRanges(own, settings, { count: 1, read: async () => PARTS[0]! }, ON_CPU);
  await expect(refused).rejects.toMatchObject({ code: 'invalid_argument' });
  await expect(refused).rejects.toThrow(/external \(own\.onnx\).*Leave --precision out/);
});

test('an abort stops the measurement', async () => {
  const source = { count: 1, read: async () => PARTS[0]! };
  const aborted = activationRanges(compact, settings, source, { ...ON_CPU, signal: AbortSignal.abort() });
  await expect(aborted).rejects.toMatchObject({ code: 'cancelled' });
});
