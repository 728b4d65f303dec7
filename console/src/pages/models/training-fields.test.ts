import { describe, expect, test } from 'vitest';
import { faultsOf, isCategoryName, NO_FIELDS, requestOf } from './training-fields.ts';

describe('the fields of a training', () => {
  test('leave to the server what is left empty', () => {
    expect(requestOf({ ...NO_FIELDS, category: 'cap' })).toEqual({ category: 'cap' });
  });

  test('send parts per 1,000 and per cent as shares of 1', () => {
    const fields = { ...NO_FIELDS, category: 'cap', rejectsPer1000: '5', coresetRatio: '10', skipBad: true };
    expect(requestOf(fields)).toEqual({
      category: 'cap',
      max_false_reject_rate: '0.005',
      coreset_ratio: '0.1',
      skip_bad: 'true',
    });
  });

  test('name what the server would refuse', () => {
    const fields = {
      ...NO_FIELDS,
      category: '../x',
      rejectsPer1000: '0',
      imageSize: '10',
      coresetRatio: '100',
    };
    expect(faultsOf(fields)).toEqual({ category: 'name', rejectsPer1000: 'rate', imageSize: 'size' });
  });

  test.each([
    ['Kappe 7', true],
    ['瓶盖', true],
    ['', false],
    ['.hidden', false],
    ['ends.', false],
    ['a/b', false],
  ])('"%s" can be the name of a category: %s', (name, is) => {
    expect(isCategoryName(name)).toBe(is);
  });
});
