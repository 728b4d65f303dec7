import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import { readInspectionRecords } from './inspection-records.ts';

const record = (path: string, more: object = {}) => ({
  path,
  anomaly_score: 1.5,
  threshold: 2,
  decision: 'PASS',
  ...more,
});
const inference = (...images: object[]) => ({ category: 'cap', model_version: 'v2', images });

async function written(content: string, name = 'records.json'): Promise<string> {
  const path = join(await testFolder(), name);
  await writeFile(path, content);
  return path;
}
const names = async (path: string) =>
  (await readInspectionRecords(path, 'cap')).records.map(({ name }) => name).join(' ');

test('reads what inference --json prints, one document or several one after the other', async () => {
  const pretty = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
  const first = pretty(inference(record('a'), record('b', { decision: 'FAIL', anomaly_score: 3 })));
  const { records, ofOthers } = await readInspectionRecords(await written(first), 'cap');
  expect(records).toEqual([
    { name: 'a', decision: 'PASS', score: 1.5, threshold: 2, modelVersion: 'v2', time: null },
    { name: 'b', decision: 'FAIL', score: 3, threshold: 2, modelVersion: 'v2', time: null },
  ]);
  expect(ofOthers).toBe(0);
  expect(
    await names(await written(first + pretty(inference(record('c'))) + pretty(inference(record('d'))))),
  ).toBe('a b c d');
});

test('reads one record a line, lists of records, and Windows line ends', async () => {
  const lines = ['a', 'b', 'c'].map(name => JSON.stringify(record(name, { category: 'cap' })));
  expect(await names(await written(lines.join('\n'), 'x.jsonl'))).toBe('a b c');
  expect(await names(await written(`${lines.join('\r\n')}\r\n\r\n`, 'x.jsonl'))).toBe('a b c');
  expect(await names(await written(`[${lines.join(',')}]`))).toBe('a b c');
});

test('reads a folder in the order of names, and by time when every record has one', async () => {
  const folder = await testFolder();
  await mkdir(join(folder, 'sub'));
  await writeFile(join(folder, 'shift10.json'), JSON.stringify(inference(record('late'))));
  await writeFile(join(folder, 'shift9.json'), JSON.stringify(inference(record('early'))));
  await writeFile(join(folder, 'sub', 'z.jsonl'), JSON.stringify(record('last')));
  await writeFile(join(folder, 'picture.png'), 'no JSON');
  await writeFile(
    join(folder, 'report.json'),
    JSON.stringify({ confusion: {}, images: [record('test set')] }),
  );
  await writeFile(join(folder, 'empty.json'), '');
  expect(await names(folder)).toBe('early late last');
  const timed = ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'].map(inspected_at =>
    record(inspected_at, { inspected_at }),
  );
  expect(await names(await written(JSON.stringify(inference(...timed))))).toBe(
    '2026-01-01T00:00:00Z 2026-01-02T00:00:00Z',
  );
});

test('records of another category are left out and counted; a picture without a score stays', async () => {
  const path = await written(
    JSON.stringify([
      record('a', { category: 'cap', anomaly_score: null, decision: 'REVIEW' }),
      record('b', { category: 'lid' }),
    ]),
  );
  const { records, ofOthers } = await readInspectionRecords(path, 'cap');
  expect(records.map(({ name, score }) => [name, score])).toEqual([['a', null]]);
  expect(ofOthers).toBe(1);
});

test.each([
  ['', /holds no inspection records; records of "cap" are expected/],
  ['{"images": []}', /holds no inspection records/],
  ['{"category": "lid", "images": [{"decision": "PASS"}]}', /holds only records of lid/],
  ['{"decision": "PASS"', /is not JSON from line 1 on/],
  ['{"decision": "PASS"}\n{"decision": }', /is not JSON from line 2 on/],
  ['[{"decision": "OK"}]', /record 1: the decision is "OK"; PASS, REVIEW or FAIL is expected/],
  ['[{"decision": "PASS", "anomaly_score": "NaN"}]', /the anomaly_score is "NaN"; a number is expected/],
  ['[{"decision": "PASS", "anomaly_score": 1e999}]', /the anomaly_score is null; a number is expected/],
  ['[{"decision": "PASS", "inspected_at": "noon"}]', /the time is "noon"/],
])('%j is refused with what was found', async (content, message) => {
  await expect(readInspectionRecords(await written(content), 'cap')).rejects.toThrow(message);
});

test('a path that is not there is told', async () => {
  await expect(readInspectionRecords('/no/such/records', 'cap')).rejects.toThrow(
    /Cannot read the records \/no\/such\/records \(ENOENT\)/,
  );
});
