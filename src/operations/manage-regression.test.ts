import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentOf } from '../../test/fixtures/command-line.ts';
import { drawPart } from '../../test/fixtures/parts.ts';
import { brokenPart, markedPart, type TaughtScene, trainedParts } from '../../test/fixtures/taught-scene.ts';
import { encodeMaskPng } from '../image/codec.ts';
import { compareModels } from './compare-models.ts';
import { addToRegressionSet, listRegressionSet, removeFromRegressionSet } from './manage-regression.ts';
import { teachMissed } from './teach-missed.ts';
import { teachNormal } from './teach-normal.ts';
import { trainModel } from './train-model.ts';
import { verifyModels } from './verify-models.ts';

const square = (side: number) => ({ width: side, height: side, data: new Uint8Array(side * side).fill(1) });

async function writeMask({ path }: TaughtScene, name: string, side: number): Promise<string> {
  await writeFile(path(name), await encodeMaskPng(square(side)));
  return path(name);
}

function add(
  { config, run }: TaughtScene,
  pictures: { good?: string[]; defects?: string[]; masks?: string[] },
) {
  const request = { good: [], defects: [], masks: [], ...pictures };
  return addToRegressionSet(config, { category: 'part', reason: 'complaint 4711', ...request }, run);
}

test('pictures join the set with their bytes, what they are called, why, and what the model says of them', async () => {
  const scene = await trainedParts();
  const good = await scene.write('good.png', drawPart(50));
  const defect = await scene.write('defect.png', brokenPart(51));
  const mask = await writeMask(scene, 'mask.png', 64);
  const addition = await add(scene, { good: [good], defects: [defect], masks: [mask] });
  expect(addition.added.map(({ label, judgement }) => [label, judgement.verdict])).toEqual([
    ['good', 'PASS'],
    ['defect', 'FAIL'],
  ]);
  const listed = await listRegressionSet(scene.config, 'part');
  expect(listed.map(({ label, mask: hasMask, reason }) => [label, hasMask !== null, reason])).toEqual([
    ['good', false, 'complaint 4711'],
    ['defect', true, 'complaint 4711'],
  ]);
  const stored = await readFile(join(scene.folder, 'regression', 'pictures', listed[1]!.file));
  expect(stored).toEqual(await readFile(defect));
  expect(await add(scene, { good: [good] })).toMatchObject({ added: [], known: [good], pictures: 2 });

  await removeFromRegressionSet(scene.config, 'part', [listed[1]!.sha256.slice(0, 8)]);
  expect((await listRegressionSet(scene.config, 'part')).map(({ label }) => label)).toEqual(['good']);
  const gone = removeFromRegressionSet(scene.config, 'part', ['nothing']);
  await expect(gone).rejects.toMatchObject({ code: 'data_not_found' });
});

test('one bad picture or mask, and nothing is added', async () => {
  const scene = await trainedParts();
  const good = await scene.write('good.png', drawPart(50));
  const defect = await scene.write('defect.png', brokenPart(51));
  const small = await writeMask(scene, 'small.png', 32);
  const text = scene.path('text.png');
  await writeFile(text, 'no picture');
  const before = contentOf(scene.folder);
  await expect(add(scene, { good: [good], defects: [defect], masks: [small] })).rejects.toMatchObject({
    code: 'data_invalid',
    message: expect.stringMatching(/small\.png has 32 x 32 pixels and its picture .*defect\.png has 64 x 64/),
  });
  await expect(add(scene, { good: [good, text] })).rejects.toMatchObject({ code: 'image_unreadable' });
  await expect(add(scene, { good: [good], defects: [good] })).rejects.toThrow(/the bytes are the same/);
  await expect(add(scene, { defects: [defect, good], masks: [small] })).rejects.toThrow(/1 masks for 2/);
  await expect(add(scene, {})).rejects.toMatchObject({ code: 'invalid_argument' });
  expect(contentOf(scene.folder)).toEqual(before);
});

test('an escape joins the set, and its report says which threshold would have caught it at what cost', async () => {
  const scene = await trainedParts({ guardRate: 'none' }); // 24 pictures hold its rate only just
  const missedPart = await scene.write('escape.png', drawPart(60));
  const report = await teachMissed(
    scene.config,
    { category: 'part', pictures: [missedPart], masks: [] },
    scene.run,
  );
  const [missed] = report.pictures;
  expect(missed!.verdict).toBe('PASS');
  expect(missed!.catching_threshold!).toBeLessThan(missed!.anomaly_score);
  expect(missed!.catching_false_reject_rate).toBeGreaterThan(report.max_false_reject_rate);
  expect(missed!.rejects_per_1000).toBe(Math.round(1000 * missed!.catching_false_reject_rate));
  expect(await listRegressionSet(scene.config, 'part')).toMatchObject([
    { label: 'defect', reason: 'missed in production' },
  ]);
  // An escape that both versions pass speaks against neither.
  const marked = await scene.write('marked.png', markedPart(100));
  const teaching = await teachNormal(scene.config, { category: 'part', pictures: [marked] }, scene.run);
  expect(teaching).toMatchObject({
    activated: true,
    regression: { pictures: [{ outcome: 'still_wrong' }], worse: 0 },
  });
});

test('a training that fails a golden part is kept and not used, and the summary says so', async () => {
  const scene = await trainedParts();
  const marked = await scene.write('marked.png', markedPart(100));
  const pictures = [marked, await scene.write('marked2.png', markedPart(101))];
  await teachNormal(scene.config, { category: 'part', pictures }, scene.run);
  await add(scene, { good: [marked] });
  const train = (more: { force?: boolean; reason?: string }) =>
    trainModel(scene.config, { category: 'part', skipBad: false, ...more }, scene.run);
  expect(await train({})).toMatchObject({
    version: 'v3',
    activated: false,
    regression: { before: 'v2', worse: 1 },
  });
  expect(await train({ force: true, reason: 'mark is gone' })).toMatchObject({
    version: 'v4',
    activated: true,
  });
  const comparison = await compareModels(
    scene.config,
    { category: 'part', before: 'v2', after: 'v4' },
    scene.run,
  );
  expect(comparison.compared).toBe(1);
  expect(comparison.changes).toMatchObject([
    { label: 'good', before: { verdict: 'PASS' }, after: { verdict: 'FAIL' } },
  ]);
  expect(comparison.settings.map(({ setting }) => setting)).toContain('taught.from');
});

test('verifying finds a damaged picture of the set and a damaged file of a version that is not in use', async () => {
  const scene = await trainedParts();
  const defect = await scene.write('defect.png', brokenPart(51));
  await add(scene, { defects: [defect] });
  expect(await verifyModels(scene.config, 'part', scene.run)).toMatchObject({ sound: true });
  const [picture] = await listRegressionSet(scene.config, 'part');
  await writeFile(join(scene.folder, 'regression', 'pictures', picture!.file), 'damaged');
  await writeFile(join(scene.folder, 'v1', 'provenance.npy'), 'damaged');
  const check = await verifyModels(scene.config, 'part', scene.run);
  expect(check.sound).toBe(false);
  expect(check.versions[0]!.problems).toEqual([
    expect.stringContaining('provenance.npy is not as it was written'),
  ]);
  expect(check.problems).toEqual([expect.stringContaining('defect.png of the regression set is damaged')]);
});
