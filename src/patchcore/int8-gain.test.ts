import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkInt8Gain, gainNote, timeFeatures } from './int8-gain.ts';

test.each([
  [13, 10],
  [30, 10],
])('%f ms in float32 against %f in int8 are gain enough', (float32Ms, int8Ms) => {
  expect(() => checkInt8Gain({ float32Ms, int8Ms })).not.toThrow();
});

test.each([
  [12.9, 10],
  [10, 10],
  [10, 30],
])('%f ms in float32 against %f in int8 are refused with both times', (float32Ms, int8Ms) => {
  const check = () => checkInt8Gain({ float32Ms, int8Ms });
  expect(check).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  expect(check).toThrow(`${int8Ms.toFixed(1)} ms in int8 and ${float32Ms.toFixed(1)} ms in float32`);
  expect(check).toThrow('Leave --precision int8 out');
});

test('the gain is told as a factor', () => {
  expect(gainNote({ float32Ms: 46, int8Ms: 15.33 })).toBe(
    'In int8 the features of a picture take 15.3 ms, in float32 46.0 ms: 3.0 times as fast here.',
  );
});

describe('the measurement', () => {
  const picture = { width: 1, height: 1, data: new Uint8Array(3) };

  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  /** Extractors that take the given milliseconds of a clock of their own, and the last of them ever after. */
  function extractors(durations: Readonly<Record<'float32' | 'int8', readonly number[]>>) {
    const order: string[] = [];
    const extractor = (name: 'float32' | 'int8') => ({
      extract: async () => {
        const run = order.filter(other => other === name).length;
        order.push(name);
        vi.advanceTimersByTime(durations[name][run] ?? durations[name].at(-1)!);
        return new Float32Array();
      },
    });
    return { order, float32: extractor('float32'), int8: extractor('int8') };
  }

  test('takes both in turns, and the fastest run of each after the first two', async () => {
    const { order, float32, int8 } = extractors({ float32: [1, 1, 20, 8, 20], int8: [1, 1, 4, 2, 4] });
    const times = await timeFeatures(float32, int8, picture);
    expect(order.slice(0, 4)).toEqual(['float32', 'int8', 'float32', 'int8']);
    expect(times).toEqual({ float32Ms: 8, int8Ms: 2 });
    expect(order).toHaveLength(2 * 9);
  });

  test('goes on while other work hides a gain, until it shows', async () => {
    const busy = Array.from({ length: 20 }, () => 4);
    const { order, float32, int8 } = extractors({ float32: [4], int8: [...busy, 1] });
    expect(await timeFeatures(float32, int8, picture)).toEqual({ float32Ms: 4, int8Ms: 1 });
    expect(order).toHaveLength(2 * 21);
  });

  test('ends where there is no gain', async () => {
    const { order, float32, int8 } = extractors({ float32: [1], int8: [2] });
    const times = await timeFeatures(float32, int8, picture);
    expect(order).toHaveLength(2 * 52);
    expect(() => checkInt8Gain(times)).toThrow('int8 does not pay');
  });
});
