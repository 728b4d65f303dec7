import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { contentOf } from '../../test/fixtures/command-line.ts';
import { drawPart, withDefect } from '../../test/fixtures/parts.ts';
import { brokenPart, markedPart, type TaughtScene, trainedParts } from '../../test/fixtures/taught-scene.ts';
import { resizeImage } from '../image/codec.ts';
import type { Image } from '../image/image.ts';
import { loadModel } from '../patchcore/artifact.ts';
import { currentVersion, listVersions } from '../patchcore/versions.ts';
import { activate, rollback } from './activate-version.ts';
import { readJournal } from './activation-journal.ts';
import { infer } from './infer.ts';
import { addToRegressionSet } from './manage-regression.ts';
import { modelVersions } from './model-versions.ts';
import { teachNormal } from './teach-normal.ts';

const seeds = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);

function writeAll({ write }: TaughtScene, draw: (seed: number) => Image, of: readonly number[]) {
  return Promise.all(of.map(seed => write(`${seed}.png`, draw(seed))));
}

async function inspect({ config, run }: TaughtScene, images: readonly string[]) {
  return (await infer(config, { category: 'part', images, save: false, explicit: new Set() }, run)).images;
}

test('a new legitimate mark goes from FAIL to PASS in seconds, known defects are still caught, and rolling back restores every score to the last bit', async () => {
  const scene = await trainedParts();
  const { config, folder, run } = scene;
  const taught = await writeAll(scene, markedPart, seeds(100, 10));
  const fresh = await writeAll(scene, markedPart, seeds(200, 40));
  const defects = await writeAll(scene, brokenPart, seeds(300, 10));
  const good = await writeAll(scene, drawPart, seeds(400, 4));
  const request = { category: 'part', good, defects, masks: [], reason: 'shown' };
  await addToRegressionSet(config, request, run);
  const before = await inspect(scene, [...fresh, ...defects]);
  const failed = before.slice(0, 40).filter(({ decision }) => decision === 'FAIL');
  expect(failed.length).toBeGreaterThanOrEqual(38);

  const teaching = await teachNormal(config, { category: 'part', pictures: taught }, run);
  expect(teaching).toMatchObject({ activated: true, version: 'v2', from: 'v1', regression: { worse: 0 } });
  expect(teaching.regression.pictures).toHaveLength(14);
  expect(teaching.timings.total_ms).toBeLessThan(5_000);
  const after = await inspect(scene, [...fresh, ...defects]);
  const passed = after.slice(0, 40).filter(({ decision }) => decision === 'PASS');
  expect(passed.length).toBeGreaterThanOrEqual(38);
  expect(after.slice(40).map(({ decision }) => decision)).toEqual(defects.map(() => 'FAIL'));

  await rollback(config, { category: 'part' }, run);
  const restored = await inspect(scene, [...fresh, ...defects]);
  const scores = (images: typeof before) => images.map(image => image.anomaly_score);
  expect(scores(restored)).toEqual(scores(before));
  expect((await readJournal(folder)).map(({ action, from, to }) => [action, from, to])).toEqual([
    ['train', null, 'v1'],
    ['teach', 'v1', 'v2'],
    ['rollback', 'v2', 'v1'],
  ]);
});

test('the taught version keeps what it came from and says what was added', async () => {
  const scene = await trainedParts();
  const { config, folder, run } = scene;
  const pictures = await writeAll(scene, markedPart, seeds(100, 3));
  const teaching = await teachNormal(
    config,
    { category: 'part', pictures: [...pictures, pictures[0]!] },
    run,
  );
  expect(teaching.known).toEqual([pictures[0]]);
  const [old, grown] = [await loadModel(folder, 'part', 'v1'), await loadModel(folder, 'part')];
  expect(grown.bank.vectors.subarray(0, old.bank.vectors.length)).toEqual(old.bank.vectors);
  expect(grown.bank.provenance.subarray(0, old.bank.provenance.length)).toEqual(old.bank.provenance);
  const added = grown.config.coreset.entries - old.config.coreset.entries;
  expect(added).toBeGreaterThan(0);
  expect(grown.config.taught).toMatchObject({ from: 'v1', pictures: 3, entries: added });
  expect(teaching.pictures.reduce((sum, { entries }) => sum + entries, 0)).toBe(added);
  expect(grown.trainingImages.slice(24).map(({ name, how }) => [name, how])).toEqual(
    [100, 101, 102].map(seed => [`taught/${seed}.png`, 'taught']),
  );
  expect(grown.config.calibration.n).toBe(27);
  expect(grown.config.calibration.scores).toEqual(
    grown.trainingImages.map(image => image.held_out_score).sort((a, b) => a - b),
  );
  const shown = (await inspect(scene, [pictures[1]!]))[0]!;
  expect(shown.evidence.normal.picture).toBeTypeOf('string');
  expect(
    (await modelVersions(config, 'part')).versions.map(version => 'how' in version && version.how),
  ).toEqual(['trained', 'taught']);
});

test('a taught defect is stopped by the regression check: the version is kept and not used, unless forced with a reason', async () => {
  const scene = await trainedParts();
  const { config, folder, run } = scene;
  const [defect] = await writeAll(scene, brokenPart, [300]);
  await addToRegressionSet(
    config,
    { category: 'part', good: [], defects: [defect!], masks: [], reason: '' },
    run,
  );
  const teaching = await teachNormal(config, { category: 'part', pictures: [defect!] }, run);
  expect(teaching).toMatchObject({ activated: false, version: 'v2', regression: { worse: 1 } });
  expect(teaching.regression.pictures[0]).toMatchObject({
    label: 'defect',
    outcome: 'worse',
    before: { verdict: 'FAIL' },
    after: { verdict: 'PASS' },
  });
  expect(await currentVersion(folder)).toBe('v1');
  expect(await listVersions(folder)).toEqual(['v1', 'v2']);

  const unexplained = activate(config, { category: 'part', version: 'v2', force: true }, run);
  await expect(unexplained).rejects.toMatchObject({ code: 'invalid_argument' });
  const forced = { category: 'part', version: 'v2', force: true, reason: 'the spot is allowed now' };
  expect(await activate(config, forced, run)).toMatchObject({ activated: true, forced: true });
  expect((await readJournal(folder)).at(-1)).toMatchObject({
    action: 'activate',
    from: 'v1',
    to: 'v2',
    forced: true,
    reason: 'the spot is allowed now',
    worse: [expect.stringContaining('300.png')],
  });
});

test('an empty regression set is said aloud, and the version is used', async () => {
  const scene = await trainedParts();
  const pictures = await writeAll(scene, markedPart, [100]);
  scene.notes.length = 0;
  const teaching = await teachNormal(scene.config, { category: 'part', pictures }, scene.run);
  expect(teaching.activated).toBe(true);
  expect(scene.notes.join('\n')).toMatch(
    /regression set of "part" is empty, so v2 becomes current unchecked/,
  );
});

test('pictures that cannot be taught are refused by name, and nothing is changed', async () => {
  const scene = await trainedParts();
  const { config, folder, run } = scene;
  const small = await scene.write('small.png', await resizeImage(drawPart(1), 48, 48));
  const text = scene.path('text.png');
  await writeFile(text, 'no picture');
  const before = contentOf(folder);
  const teach = (pictures: readonly string[]) => teachNormal(config, { category: 'part', pictures }, run);
  const [fine] = await writeAll(scene, markedPart, [100]);
  await expect(teach([fine!, small])).rejects.toMatchObject({
    code: 'data_invalid',
    message: expect.stringMatching(
      /small\.png has 48 x 48 pixels; the model has learned from pictures of 64 x 64/,
    ),
  });
  await expect(teach([fine!, text])).rejects.toMatchObject({ code: 'image_unreadable' });
  await expect(teach([scene.path('gone.png')])).rejects.toMatchObject({ code: 'data_not_found' });
  await expect(teach([])).rejects.toMatchObject({ code: 'invalid_argument' });
  await expect(teach([scene.path('part', 'train', 'good', '0.png')])).rejects.toThrow(/nothing new to teach/);
  expect(contentOf(folder)).toEqual(before);
});

test('stopped during the regression check, nothing of the new version is left', async () => {
  const scene = await trainedParts();
  const { config, folder, run } = scene;
  const defects = await writeAll(scene, brokenPart, seeds(300, 4));
  await addToRegressionSet(config, { category: 'part', good: [], defects, masks: [], reason: '' }, run);
  const before = contentOf(folder);
  const controller = new AbortController();
  const reporter = {
    note: () => undefined,
    progress: (stage: string) => stage === 'comparing versions' && controller.abort(),
  };
  const pictures = await writeAll(scene, markedPart, [100]);
  const stopped = teachNormal(
    config,
    { category: 'part', pictures },
    { reporter, signal: controller.signal },
  );
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  expect(contentOf(folder)).toEqual(before);
});

test('a damaged version is not put to use, and the one in use stays', async () => {
  const scene = await trainedParts();
  const { config, folder, run } = scene;
  await teachNormal(config, { category: 'part', pictures: await writeAll(scene, markedPart, [100]) }, run);
  const bank = `${folder}/v1/memory_bank.npy`;
  const bytes = await readFile(bank);
  bytes[bytes.length - 1]! ^= 1;
  await writeFile(bank, bytes);
  for (const attempt of [
    () => rollback(config, { category: 'part' }, run),
    () => activate(config, { category: 'part', version: 'v1' }, run),
  ]) {
    await expect(attempt()).rejects.toMatchObject({
      code: 'model_damaged',
      message: expect.stringContaining('memory_bank.npy is not as it was written'),
    });
    expect(await currentVersion(folder)).toBe('v2');
  }
  await expect(activate(config, { category: 'part', version: 'v9' }, run)).rejects.toThrow(/it has v1, v2/);
  await expect(activate(config, { category: 'part', version: 'v2' }, run)).rejects.toThrow(/in use already/);
});

test('a part with a small flaw beside the new mark is still caught after teaching', async () => {
  const scene = await trainedParts();
  const { config, run } = scene;
  const pictures = await writeAll(scene, markedPart, seeds(100, 10));
  await teachNormal(config, { category: 'part', pictures }, run);
  const flawed = await writeAll(scene, seed => withDefect(markedPart(seed), 44, 6, 6), seeds(500, 5));
  expect((await inspect(scene, flawed)).map(({ decision }) => decision)).toEqual(flawed.map(() => 'FAIL'));
});
