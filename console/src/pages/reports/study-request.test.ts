import { expect, test } from 'vitest';
import { studyRequest } from './study-request.ts';

const file = { name: 'study.csv', text: 'part,appraiser,verdict' };
const fields = { category: ' cap ', machines: '', reviewAs: 'FAIL', tolerance: '' } as const;

test('what is left empty is not asked for', () => {
  const request = { category: 'cap', name: 'study.csv', csv: file.text, review_as: 'FAIL' };
  expect(studyRequest(fields, file)).toEqual(request);
  expect(studyRequest({ ...fields, machines: 'station 1, station 2,', tolerance: '0,5' }, file)).toEqual({
    ...request,
    machines: ['station 1', 'station 2'],
    tolerance: 0.5,
  });
});

test('a tolerance must be a number above 0', () => {
  for (const tolerance of ['0', '-1', 'wide'])
    expect(studyRequest({ ...fields, tolerance }, file)).toBeNull();
});
