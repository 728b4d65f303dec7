import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { evaluationInput } from '../../test/fixtures/evaluation.ts';
import { buildReport } from './report.ts';
import { writeEvaluation } from './write-evaluation.ts';

const report = buildReport(evaluationInput());
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluation-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the folder is created and gets the report, the table, the page and every plot twice', async () => {
  const target = join(folder, 'results', 'bottle', 'evaluation');
  const written = await writeEvaluation(target, report);
  const names = [
    'per_defect_type.png',
    'per_defect_type.svg',
    'per_image.csv',
    'precision_recall_curve.png',
    'precision_recall_curve.svg',
    'report.html',
    'report.json',
    'roc_curve.png',
    'roc_curve.svg',
    'score_distribution.png',
    'score_distribution.svg',
  ];
  expect((await readdir(target)).sort()).toEqual(names);
  expect(written.map(path => basename(path)).sort()).toEqual(names);
  expect(basename(written[0]!)).toBe('report.html');
  expect(JSON.parse(await readFile(join(target, 'report.json'), 'utf8'))).toEqual(report);
  const png = await readFile(join(target, 'roc_curve.png'));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
});

test('without plots only the figures are written', async () => {
  await writeEvaluation(folder, report, { plots: false });
  expect((await readdir(folder)).sort()).toEqual(['per_image.csv', 'report.html', 'report.json']);
  expect(await readFile(join(folder, 'report.html'), 'utf8')).not.toContain('<svg');
});

test('an earlier evaluation is replaced', async () => {
  await writeFile(join(folder, 'report.json'), 'old');
  await writeEvaluation(folder, report, { plots: false });
  expect(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'))).toEqual(report);
});

test('a cancelled run writes nothing', async () => {
  const signal = AbortSignal.abort();
  await expect(writeEvaluation(folder, report, { plots: false, signal })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(await readdir(folder)).toEqual([]);
});

test('a file where the folder should be is an error that names it', async () => {
  const blocked = join(folder, 'taken');
  await writeFile(blocked, '');
  await expect(writeEvaluation(blocked, report, { plots: false })).rejects.toMatchObject({
    code: 'storage_denied',
    message: expect.stringContaining(blocked),
  });
});
