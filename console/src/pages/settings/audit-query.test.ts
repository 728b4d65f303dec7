import { expect, test } from 'vitest';
import { auditQueryOf } from './audit-query.ts';

test('days are whole days of the plant, the last one included', () => {
  const address = new URLSearchParams('actor=Ada&from=2031-03-03&before=2031-03-03');
  expect(auditQueryOf(address, 'Asia/Shanghai')).toEqual({
    actor: 'Ada',
    from: '2031-03-02T16:00:00.000Z',
    before: '2031-03-03T16:00:00.000Z',
  });
});

test('what is empty, no day or no filter is left out', () => {
  expect(auditQueryOf(new URLSearchParams('actor=&from=soon&other=1'), 'UTC')).toEqual({});
});
