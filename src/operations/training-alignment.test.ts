import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import { type MovedPart, movedPart } from '../../test/fixtures/moved-parts.ts';
import { type MovedScene, movedScene, scattered } from '../../test/fixtures/moved-scene.ts';
import { encodePng } from '../image/codec.ts';
import { loadConfig, type Settings } from '../load-config.ts';
import { infer } from './infer.ts';
import { replay } from './replay.ts';
import { teachNormal } from './teach-normal.ts';
import { trainModel } from './train-model.ts';

const SIDE = 128;

async function inspect({ config, run, write }: MovedScene, part: MovedPart, name = 'shown.png') {
  const path = await write(name, movedPart({ side: SIDE, ...part }));
  const request = { category: 'part', images: [path], save: true, explicit: new Set<never>() };
  return (await infer(config, request, run)).images[0]!;
}

describe('a category of parts that lie moved and turned', () => {
  let scene: MovedScene;
  beforeAll(async () => {
    scene = await movedScene({ align: 'rigid' });
    return () => scene.remove();
  });

  test('is trained with its parts in place, and says how far they were moved', () => {
    expect(scene.notes.find(note => note.startsWith('The parts were brought'))).toMatch(
      /moved by up to 1?\d\.\d % across and 1?\d\.\d % along, turned by up to 1?\d\.\d°/,
    );
  });

  test('passes good parts, says where they lay, and finds no shift in what was corrected', async () => {
    for (const part of scattered(6, 700)) {
      const { decision, alignment, input_findings } = await inspect(scene, part);
      expect([decision, input_findings]).toEqual(['PASS', []]);
      expect(alignment!.aligned).toBe(true);
    }
    const [one, other] = [
      await inspect(scene, { seed: 800, right: 0.08, down: -0.06, angle: 7 }),
      await inspect(scene, { seed: 800 }),
    ];
    expect(one.alignment!.right_px - other.alignment!.right_px).toBeCloseTo(0.08 * SIDE, 0);
    expect(one.alignment!.down_px - other.alignment!.down_px).toBeCloseTo(-0.06 * SIDE, 0);
    expect(one.alignment!.angle_degrees - other.alignment!.angle_degrees).toBeCloseTo(7, 0);
  });

  test('shows a defect where it is in the picture as it came', async () => {
    const [right, down, angle] = [0.09, -0.07, 9];
    const spot = { x: 0.32, y: 0.45, half: 0.03 };
    const { decision, regions, evidence } = await inspect(scene, { seed: 900, right, down, angle, spot });
    expect(decision).toBe('FAIL');
    const turned = (angle * Math.PI) / 180;
    const [u, v] = [spot.x - 0.5, spot.y - 0.5];
    const x = SIDE * (0.5 + right + Math.cos(turned) * u - Math.sin(turned) * v);
    const y = SIDE * (0.5 + down + Math.sin(turned) * u + Math.cos(turned) * v);
    expect(Math.hypot(regions[0]!.peak.x - x, regions[0]!.peak.y - y)).toBeLessThan(5);
    for (const { box } of [regions[0]!, evidence]) {
      expect(Math.abs(box.x + box.width / 2 - x)).toBeLessThan(10);
      expect(Math.abs(box.y + box.height / 2 - y)).toBeLessThan(10);
    }
  });

  test.each<[string, Partial<MovedPart>, RegExp]>([
    ['nothing', { shape: 'nothing' }, /match 0\.\d\d, 0\.\d\d needed; found \d+\.\d px/],
    ['another product', { shape: 'bars' }, /match 0\.\d\d, 0\.\d\d needed; found \d+\.\d px/],
    [
      'a part that lies too far',
      { right: 0.24 },
      /moved \d+ % of the shorter side, \d+ % allowed; found \d+\.\d px right/,
    ],
  ])('sends %s to REVIEW with its own reason and what was measured', async (_, part, said) => {
    const { decision, reason, input_findings, alignment } = await inspect(scene, { seed: 5, ...part });
    expect(decision).toBe('REVIEW');
    expect(input_findings[0]!.reason).toBe('alignment_failed');
    expect(alignment!.aligned).toBe(false);
    expect(reason).toMatch(/^REVIEW: the part cannot be aligned \(/);
    expect(reason).toMatch(said);
  });

  test('repeats an inspection to the same score, and the record says how the part lay', async () => {
    const { result_picture, record, anomaly_score, alignment } = await inspect(
      scene,
      { seed: 31, right: 0.05, angle: -6 },
      'kept.png',
    );
    expect(record.alignment).toEqual(alignment);
    const path = result_picture!.replace(/\.png$/, '.json');
    const [again] = await replay(scene.config, { record: path }, scene.run);
    expect(again).toMatchObject({ same: true, differences: [] });
    expect(Math.abs(again!.replayed!.anomaly_score - anomaly_score)).toBeLessThan(1e-6);
  });

  test('refuses to be taught a picture that cannot be aligned', async () => {
    const path = await scene.write('other.png', movedPart({ seed: 3, side: SIDE, shape: 'bars' }));
    const teaching = teachNormal(scene.config, { category: 'part', pictures: [path] }, scene.run);
    await expect(teaching).rejects.toMatchObject({ code: 'data_invalid' });
    await expect(teaching).rejects.toThrow(/other\.png: the part cannot be aligned/);
  });

  test('learns a mark at its place on the part, wherever the part lies', async () => {
    const spot = { x: 0.62, y: 0.36, half: 0.025 };
    expect((await inspect(scene, { seed: 40, spot, right: -0.05, angle: 4 })).decision).toBe('FAIL');
    const marked = scattered(6, 1200).map(part => movedPart({ side: SIDE, spot, ...part }));
    const pictures = await Promise.all(marked.map((image, at) => scene.write(`marked-${at}.png`, image)));
    const { activated } = await teachNormal(scene.config, { category: 'part', pictures }, scene.run);
    expect(activated).toBe(true);
    expect((await inspect(scene, { seed: 41, spot, right: 0.06, angle: -5 })).decision).not.toBe('FAIL');
  });
});

async function inScene(settings: Settings, share: number, work: (scene: MovedScene) => Promise<void>) {
  const scene = await movedScene(settings, share);
  try {
    await work(scene);
  } finally {
    await scene.remove();
  }
}

test('a fixed station calls a part that has moved by four percent shifted, unless it is brought to its place', async () => {
  const moved = { seed: 60, right: 0.04 };
  await inScene({}, 0.03, async scene => {
    expect((await inspect(scene, moved)).input_findings.map(({ reason }) => reason)).toContain('shifted');
  });
  await inScene({ align: 'translation' }, 0.03, async scene => {
    const { decision, input_findings, alignment } = await inspect(scene, moved);
    expect([decision, input_findings, alignment!.aligned]).toEqual(['PASS', [], true]);
  });
});

test('an alignment file that was altered is refused by name', async () => {
  await inScene({ align: 'translation' }, 1, async scene => {
    const path = join(scene.folder, 'v1', 'alignment.json');
    const written = await readFile(path, 'utf8');
    await writeFile(path, written.replace('"turns": false', '"turns": true'));
    await expect(inspect(scene, { seed: 1 })).rejects.toMatchObject({ code: 'model_damaged' });
    await expect(inspect(scene, { seed: 1 })).rejects.toThrow(/alignment\.json/);
  });
});

test('without --align neither model nor result nor record has a trace of it', async () => {
  await inScene({}, 1, async scene => {
    const config = JSON.parse(await readFile(join(scene.folder, 'v1', 'config.json'), 'utf8'));
    expect(config.alignment).toBeUndefined();
    expect(Object.keys(config.files)).not.toContain('alignment.json');
    const { record, ...result } = await inspect(scene, { seed: 2 });
    expect('alignment' in result || 'alignment' in record).toBe(false);
  });
});

test('pictures with nothing in common cannot be aligned, and training says so', async () => {
  const root = await testFolder();
  const good = join(root, 'part', 'train', 'good');
  await mkdir(good, { recursive: true });
  for (let seed = 0; seed < 6; seed++)
    await writeFile(join(good, `${seed}.png`), await encodePng(movedPart({ seed, shape: 'nothing' })));
  const folders = { dataRoot: root, modelsRoot: join(root, 'models') };
  const settings = { backbone: 'compact', imageSize: '64', device: 'cpu', align: 'rigid' };
  const { config } = loadConfig({ ...folders, ...settings }, undefined, {});
  const run = { reporter: { progress: () => undefined, note: () => undefined } };
  const training = trainModel(config, { category: 'part', skipBad: false }, run);
  await expect(training).rejects.toMatchObject({ code: 'data_invalid' });
  await expect(training).rejects.toThrow(/cannot be aligned: .* leave --align rigid out/);
});
