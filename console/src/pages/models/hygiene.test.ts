import { expect, test } from 'vitest';
import { type AuditFindings, findingsOf, harmful } from './hygiene.ts';

const sent = ['a.png', 'b.png', 'c.png', 'd.png', 'e.png'].map(path => ({
  path,
  file: new File([path], path),
}));
const findings: AuditFindings = {
  pictures: 3,
  warnings: [],
  ranking: [
    { picture: 'a.png', suspicious: true, times_usual: 3.21 },
    { picture: 'b.png', suspicious: false, times_usual: 1 },
  ],
  near_duplicates: [
    { a: 'a.png', b: 'c.png' },
    { a: 'b.png', b: 'e.png' },
  ],
  copies: [{ path: '/data/upload/d.png', of: '/data/upload/b.png' }],
  unreadable: [{ path: 'x.png', reason: 'not sent by us' }],
};

test('findings name the pictures that were sent, each once', () => {
  const found = findingsOf(findings, sent).map(({ picture, kind, detail }) => [picture.path, kind, detail]);
  expect(found).toEqual([
    ['d.png', 'copy', 'b.png'],
    ['a.png', 'suspicious', '3.2'],
    ['e.png', 'duplicate', 'b.png'],
  ]);
});

test('what is merely alike stays unless somebody says otherwise', () => {
  expect([...harmful(findingsOf(findings, sent))]).toEqual(['d.png', 'a.png']);
});
