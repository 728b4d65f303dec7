import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { InspectError } from '../errors.ts';
import { failureOf } from './failure.ts';

test('an error for the user keeps its message and code and has no details', () => {
  const failure = failureOf(new InspectError('model_not_found', 'There is no model.'));
  expect(failure).toEqual({
    status: 4,
    code: 'model_not_found',
    message: 'There is no model.',
    details: null,
  });
});

test('a message stays on one line, whatever a file is called', () => {
  expect(failureOf(new InspectError('data_not_found', 'No a\nb\u001b[2J.png')).message).toBe(
    'No a b [2J.png',
  );
});

test('a failure of the file system that nobody foresaw is explained as one', () => {
  const cause = Object.assign(new Error('EACCES: …'), { code: 'EACCES', path: '/data/x' });
  expect(failureOf(cause)).toMatchObject({ status: 6, code: 'storage_denied', details: null });
});

test('wrong usage is a sentence with the suggestion', () => {
  const cause = new CommanderError(
    1,
    'commander.unknownCommand',
    "error: unknown command 'trian'\n(Did you mean train?)",
  );
  expect(failureOf(cause)).toMatchObject({
    status: 2,
    message: "Unknown command 'trian'. Did you mean train? Run with --help to see what is possible.",
  });
});

test('a fault of the program asks for a report and keeps the stack apart', () => {
  const { status, code, message, details } = failureOf(new TypeError('x is not a function'));
  expect([status, code]).toEqual([1, 'internal']);
  expect(message).toMatch(/^A fault of the program itself: x is not a function\. Please report it/);
  expect(details).toMatch(/^TypeError: x is not a function\n\s+at /);
  expect(failureOf('thrown text').details).toBe('thrown text');
});
