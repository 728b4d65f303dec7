import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const COUNT = join(import.meta.dirname, '..', '.ci', 'count.mjs');
const green = {
  numTotalTests: 9,
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 3,
  numTodoTests: 1,
  testResults: [],
};
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inspectai-count-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function count(report: string | object, testStatus: number, stepsPassed: number, stepsFailed: number) {
  const path = join(folder, 'tests.json');
  writeFileSync(path, typeof report === 'string' ? report : JSON.stringify(report));
  const { stdout, status } = spawnSync(
    process.execPath,
    [COUNT, path, `${testStatus}`, `${stepsPassed}`, `${stepsFailed}`],
    { encoding: 'utf8' },
  );
  return { last: stdout.trimEnd().split('\n').at(-1), status };
}

test('tests and steps are added up, and todo counts as skipped', () => {
  expect(count(green, 0, 7, 0)).toEqual({ last: '12 passed, 0 failed, 4 skipped', status: 0 });
});

test('a failed step fails the run', () => {
  expect(count(green, 0, 6, 1)).toEqual({ last: '11 passed, 1 failed, 4 skipped', status: 1 });
});

test('a file that failed before its first test counts as one failure', () => {
  const broken = { status: 'failed', name: 'a.test.ts', message: 'SyntaxError', assertionResults: [] };
  expect(count({ ...green, testResults: [broken] }, 1, 7, 0)).toEqual({
    last: '12 passed, 1 failed, 4 skipped',
    status: 1,
  });
});

test('a run that failed outside its tests counts as one failure', () => {
  expect(count(green, 1, 7, 0)).toEqual({ last: '12 passed, 1 failed, 4 skipped', status: 1 });
});

test('a report that is cut short counts as one failure', () => {
  expect(count('{"numTotalTests":', 0, 7, 0)).toEqual({ last: '7 passed, 1 failed, 0 skipped', status: 1 });
});

test('a run that found no tests is not a success', () => {
  const empty = { ...green, numTotalTests: 0, numPassedTests: 0, numPendingTests: 0, numTodoTests: 0 };
  expect(count(empty, 0, 7, 0)).toEqual({ last: '7 passed, 1 failed, 0 skipped', status: 1 });
});
