import { expect, test } from 'vitest';
import { labelsFor } from './labels.ts';

const labels = { serial: 'S-1', lot: ' L4 ', line: '', station: '  ', operator: 'Ada' };

test('empty labels are left out', () => {
  expect(labelsFor(labels, 1)).toEqual({ serial: 'S-1', lot: 'L4', operator: 'Ada' });
});

test('a serial number is never given to several pictures', () => {
  expect(labelsFor(labels, 2)).toEqual({ lot: 'L4', operator: 'Ada' });
});
