import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import type { Activation } from '../schemas/activation.ts';
import { appendToJournal, readJournal, versionBefore } from './activation-journal.ts';

function entry(action: Activation['action'], from: string | null, to: string): Activation {
  const time = '2026-01-01T00:00:00.000Z';
  return { time, action, from, to, forced: false, reason: null, checked_pictures: 0, worse: [] };
}

test('entries are appended as lines and leave those before them as they are', async () => {
  const folder = await testFolder();
  expect(await readJournal(folder)).toEqual([]);
  await appendToJournal(folder, entry('train', null, 'v1'));
  const first = await readFile(join(folder, 'activations.jsonl'), 'utf8');
  await appendToJournal(folder, entry('teach', 'v1', 'v2'));
  const both = await readFile(join(folder, 'activations.jsonl'), 'utf8');
  expect(both.startsWith(first)).toBe(true);
  expect(await readJournal(folder)).toEqual([entry('train', null, 'v1'), entry('teach', 'v1', 'v2')]);
});

test('a damaged line is told by its number', async () => {
  const folder = await testFolder();
  await appendToJournal(folder, entry('train', null, 'v1'));
  await appendFile(join(folder, 'activations.jsonl'), '{"time":\n');
  await expect(readJournal(folder)).rejects.toMatchObject({
    code: 'model_damaged',
    message: expect.stringMatching(/^Line 2 of the journal .* is damaged: it is not JSON/),
  });
});

describe('the version before', () => {
  test('is undone one activation at a time by roll-backs', () => {
    const journal = [entry('train', null, 'v1'), entry('teach', 'v1', 'v2'), entry('teach', 'v2', 'v3')];
    expect(versionBefore(journal, 'v3')).toBe('v2');
    const back = [...journal, entry('rollback', 'v3', 'v2')];
    expect(versionBefore(back, 'v2')).toBe('v1');
    expect(versionBefore([...back, entry('rollback', 'v2', 'v1')], 'v1')).toBeNull();
    expect(versionBefore([...back, entry('activate', 'v2', 'v3')], 'v3')).toBe('v2');
  });

  test('is not one that was recorded and never came into use', () => {
    const journal = [entry('train', null, 'v1'), entry('teach', 'v1', 'v2'), entry('teach', 'v2', 'v3')];
    expect(versionBefore(journal, 'v2')).toBe('v1');
  });

  test('is the one last recorded where somebody switched by hand', () => {
    expect(versionBefore([entry('train', null, 'v1'), entry('train', 'v1', 'v2')], 'v7')).toBe('v2');
    expect(versionBefore([], 'v1')).toBeNull();
  });
});
