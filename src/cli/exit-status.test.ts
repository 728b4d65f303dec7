import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ErrorCode } from '../errors.ts';
import { EXIT_STATUS, exitStatusOf } from './exit-status.ts';

test('every error code of errors.ts has a status that says failure and is in the table', () => {
  const source = readFileSync(new URL('../errors.ts', import.meta.url), 'utf8');
  const codes = [...source.matchAll(/^ {2}\| '(\w+)'/gm)].map(match => match[1] as ErrorCode);
  expect(codes.length).toBeGreaterThan(15);
  for (const code of codes) {
    expect(Object.values(EXIT_STATUS), code).toContain(exitStatusOf(code));
    expect(exitStatusOf(code), code).not.toBe(EXIT_STATUS.success);
    expect(exitStatusOf(code), code).not.toBe(EXIT_STATUS.internal);
  }
});

test('no two kinds of ending share a status', () => {
  const statuses = Object.values(EXIT_STATUS);
  expect(new Set(statuses).size).toBe(statuses.length);
});
