import { expect, test } from 'vitest';
import type { Image } from '../image/image.ts';
import { defectMask, pasteDefect } from './defect-mask.ts';

/** A grey picture from rows of digits, each digit ten grey levels. */
function picture(...rows: readonly string[]): Image {
  const levels = rows.flatMap(row => [...row].map(digit => Number(digit) * 10));
  return {
    width: rows[0]!.length,
    height: rows.length,
    data: Uint8Array.from(levels.flatMap(level => [level, level, level])),
  };
}

function rowsOf(mask: { readonly width: number; readonly data: Uint8Array }): readonly string[] {
  return (mask.data.join('').match(new RegExp(`.{${mask.width}}`, 'g')) ?? []) as string[];
}

test('two equal pictures have an empty mask', () => {
  const sound = picture('123', '456', '789');
  expect(defectMask(sound, sound).data.every(value => value === 0)).toBe(true);
});

test('the mask is where the pictures differ', () => {
  const sound = picture('5555555', '5555555', '5555555', '5555555');
  const faulty = picture('5555555', '5515555', '5515555', '5555555');
  expect(rowsOf(defectMask(sound, faulty))).toEqual(['0000000', '0010000', '0010000', '0000000']);
});

test('a difference in one colour counts, one within the noise of the sensor does not', () => {
  const sound = picture('555');
  const changed = (channel: number, by: number) => {
    const data = sound.data.slice();
    data[3 + channel]! += by;
    return { ...sound, data };
  };
  expect([...defectMask(sound, changed(2, 4)).data]).toEqual([0, 1, 0]);
  expect([...defectMask(sound, changed(2, 3)).data]).toEqual([0, 0, 0]);
});

test('what a changed outline encloses belongs to the defect', () => {
  const sound = picture(
    '000000000',
    '000000000',
    '000000000',
    '000000000',
    '000000000',
    '000000000',
    '000000000',
  );
  const ring = picture(
    '000000000',
    '011111110',
    '010000010',
    '010000010',
    '010000010',
    '011111110',
    '000000000',
  );
  const whole = ['000000000', ...Array<string>(5).fill('011111110'), '000000000'];
  expect(rowsOf(defectMask(sound, ring))).toEqual(whole);
});

test('the defect is pasted inside the mask and nowhere else', () => {
  const sound = picture('5555');
  const faulty = picture('1234');
  const mask = { width: 4, height: 1, data: Uint8Array.from([0, 1, 1, 0]) };
  expect(pasteDefect(sound, faulty, mask)).toEqual(picture('5235'));
});
