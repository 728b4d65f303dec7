import { expect, test } from 'vitest';
import { InspectError } from '../errors.ts';
import { loadConfig } from '../load-config.ts';
import { type CategoryWork, eachCategory } from './each-category.ts';
import type { CommandSession } from './run-command.ts';

function session(notes: string[] = []): CommandSession {
  const loaded = loadConfig({}, undefined, {});
  const reporter = { progress: () => undefined, note: (message: string) => void notes.push(message) };
  return {
    config: loaded.config,
    loaded,
    explicit: new Set(),
    signal: new AbortController().signal,
    reporter,
  };
}

/** Work that gives a category's length, and fails for those that are named. */
function lengths(failures: Readonly<Record<string, InspectError>> = {}): CategoryWork<number> {
  return {
    list: async () => ['cap', 'nut', 'bottle'],
    work: async category => {
      if (failures[category]) throw failures[category];
      return category.length;
    },
    json: length => ({ length }),
    showOne: length => `one: ${length}`,
    showAll: all => `all: ${all.join(' ')}`,
  };
}

test('one category gives its own document', async () => {
  const result = await eachCategory({ category: 'cap' }, session(), lengths());
  expect(result).toEqual({ json: { length: 3 }, text: 'one: 3', status: 0 });
});

test('all categories go on past failures; the status is that of the first', async () => {
  const notes: string[] = [];
  const failures = {
    cap: new InspectError('model_damaged', 'broken'),
    bottle: new InspectError('data_invalid', 'empty'),
  };
  const result = await eachCategory({ all: true }, session(notes), lengths(failures));
  expect(result).toEqual({
    json: {
      categories: [{ length: 3 }],
      failures: [
        { category: 'cap', code: 'model_damaged', message: 'broken' },
        { category: 'bottle', code: 'data_invalid', message: 'empty' },
      ],
    },
    text: 'all: 3\ncap failed: broken\nbottle failed: empty',
    status: 4,
  });
  expect(notes).toContain('Category cap failed: broken');
});

test('all categories stop when the user stops them, and at a fault of the program', async () => {
  const cancelled = { cap: new InspectError('cancelled', 'stopped') };
  await expect(eachCategory({ all: true }, session(), lengths(cancelled))).rejects.toThrow('stopped');
  const fault = { ...lengths(), work: async () => JSON.parse('{') };
  await expect(eachCategory({ all: true }, session(), fault)).rejects.toThrow(SyntaxError);
});

test('a result with a status of its own is no success', async () => {
  const work = { ...lengths(), status: (length: number) => (length > 3 ? 3 : 0) };
  expect((await eachCategory({ category: 'bottle' }, session(), work)).status).toBe(3);
  expect((await eachCategory({ all: true }, session(), work)).status).toBe(3);
});

test.each([
  [[0, 11, 0], 11],
  [[11, 10, 0], 10],
  [[3, 10, 0], 10],
  [[11, 3, 0], 3],
  [[3, 11, 0], 3],
  [[3, 4, 0], 3],
])('of the statuses %j of all categories the worst one is %i', async (statuses, status) => {
  const left = [...statuses];
  const work = { ...lengths(), status: () => left.shift()! };
  expect((await eachCategory({ all: true }, session(), work)).status).toBe(status);
});

test('neither and both of --category and --all are refused', async () => {
  await expect(eachCategory({}, session(), lengths())).rejects.toThrow('Name a category with --category');
  await expect(eachCategory({ category: 'cap', all: true }, session(), lengths())).rejects.toThrow(
    'cannot be used together',
  );
});
