import { expect, test } from 'vitest';
import { codeOf, faultOf, type ReviewReason } from './reason-list.ts';

const dent: ReviewReason = { code: 'dent', label: 'Dent', actions: ['confirm'] };

test('makes a code of what somebody calls a reason', () => {
  expect(codeOf('Loose screw')).toBe('loose_screw');
  expect(codeOf(' 2 Lötbrücken! ')).toBe('lotbrucken');
  expect(codeOf('划痕')).toBe('');
});

test('says what keeps a list from being saved', () => {
  expect(faultOf([dent])).toBeNull();
  expect(faultOf([{ ...dent, label: ' ' }])).toBe('label');
  expect(faultOf([{ ...dent, code: '2nd' }])).toBe('code');
  expect(faultOf([dent, { ...dent, label: 'Deep dent' }])).toBe('twice');
  expect(faultOf([{ ...dent, actions: [] }])).toBe('actions');
});
