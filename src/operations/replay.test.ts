import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { drawPart } from '../../test/fixtures/parts.ts';
import { brokenPart, markedPart, type TaughtScene, trainedParts } from '../../test/fixtures/taught-scene.ts';
import type { ReplayRecord } from '../schemas/replay-record.ts';
import { infer } from './infer.ts';
import { replay } from './replay.ts';
import { teachNormal } from './teach-normal.ts';

async function inspect({ config, run }: TaughtScene, images: readonly string[]) {
  return infer(config, { category: 'part', images, save: true, explicit: new Set() }, run);
}

/** A scene with an inspected picture and the path of its record. */
async function inspected() {
  const scene = await trainedParts();
  const picture = await scene.write('a.png', brokenPart(7));
  const { images } = await inspect(scene, [picture]);
  const record = images[0]!.result_picture!.replace(/\.png$/, '.json');
  const change = async (edit: (record: ReplayRecord) => object) => {
    const changed = scene.path('changed.json');
    await writeFile(changed, JSON.stringify(edit(JSON.parse(await readFile(record, 'utf8')))));
    return changed;
  };
  const replayed = (file: string, image?: string) =>
    replay(scene.config, { record: file, image }, scene.run).then(replays => replays[0]!);
  return { scene, picture, record, change, replayed, result: images[0]! };
}

test('a saved record gives the same verdict and score again, also when another version is in use by then', async () => {
  const { scene, record, replayed, result } = await inspected();
  const marked = await scene.write('marked.png', markedPart(100));
  expect(await teachNormal(scene.config, { category: 'part', pictures: [marked] }, scene.run)).toMatchObject({
    activated: true,
  });
  const found = await replayed(record);
  expect(found).toMatchObject({ same: true, model_version: 'v1', differences: [] });
  expect(found.replayed).toEqual({ decision: result.decision, anomaly_score: result.anomaly_score });
});

test('what inference prints as JSON is replayed picture by picture', async () => {
  const scene = await trainedParts();
  const pictures = [await scene.write('a.png', drawPart(70)), await scene.write('b.png', brokenPart(71))];
  const file = scene.path('run.json');
  await writeFile(file, JSON.stringify(await inspect(scene, pictures)));
  const replays = await replay(scene.config, { record: file }, scene.run);
  expect(replays.map(({ same, recorded }) => [same, recorded.decision])).toEqual([
    [true, 'PASS'],
    [true, 'FAIL'],
  ]);
  await expect(replay(scene.config, { record: file, image: pictures[0] }, scene.run)).rejects.toThrow(
    /2 records/,
  );
});

test('another picture, another model and another score are told precisely', async () => {
  const { scene, picture, record, change, replayed } = await inspected();
  const moved = scene.path('moved.png');
  await copyFile(picture, moved);
  expect(await replayed(record, moved)).toMatchObject({ same: true });
  const other = await replayed(record, await scene.write('other.png', drawPart(9)));
  expect(other).toMatchObject({ same: false, replayed: null });
  expect(other.differences.map(({ what }) => what)).toEqual(['SHA-256 of the picture']);
  const model = await replayed(await change(was => ({ ...was, config_sha256: '0'.repeat(64) })));
  expect(model.differences).toMatchObject([
    { what: 'SHA-256 of config.json of v1', recorded: '0'.repeat(64) },
  ]);
  const score = await replayed(await change(was => ({ ...was, anomaly_score: was.anomaly_score + 2e-6 })));
  expect(score.same).toBe(false);
  expect(score.differences.map(({ what }) => what)).toEqual(['anomaly score']);
  const software = await replayed(
    await change(was => ({ ...was, software: { ...was.software, onnxruntime: '1.0.0' } })),
  );
  expect(software).toMatchObject({ same: true, differences: [{ what: 'ONNX Runtime', recorded: '1.0.0' }] });
});

test('what is gone or no record is said with the reason', async () => {
  const { scene, picture, record, change, replayed } = await inspected();
  await expect(replayed(scene.path('none.json'))).rejects.toMatchObject({ code: 'data_not_found' });
  await expect(replayed(picture)).rejects.toMatchObject({ code: 'data_invalid' });
  const version = await change(was => ({ ...was, model_version: 'v8' }));
  await expect(replayed(version)).rejects.toMatchObject({ code: 'model_not_found' });
  await rm(picture);
  await expect(replayed(record)).rejects.toMatchObject({ code: 'data_not_found' });
});
