import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawLargePart, withScratch } from '../../test/fixtures/large-parts.ts';
import { movedPart } from '../../test/fixtures/moved-parts.ts';
import { type MovedScene, movedScene } from '../../test/fixtures/moved-scene.ts';
import { withDefect } from '../../test/fixtures/parts.ts';
import { LEFT, type RoiScene, roiScene, SIDE, withClutter } from '../../test/fixtures/roi-scene.ts';
import { encodeMaskPng } from '../image/codec.ts';
import type { Image } from '../image/image.ts';
import { fillPolygon } from '../image/polygon.ts';
import { loadModel } from '../patchcore/artifact.ts';
import { evaluateModel } from './evaluate-model.ts';
import { infer } from './infer.ts';
import { setRoi } from './manage-roi.ts';
import { replay } from './replay.ts';
import { teachNormal } from './teach-normal.ts';
import { type TrainingRequest, trainModel } from './train-model.ts';

const good = (seed: number) => drawLargePart(seed, SIDE, SIDE);
const INSIDE = { x: 40, y: 100 };
const OUTSIDE = { x: 200, y: 100 };

type Scene = Pick<RoiScene, 'config' | 'run' | 'write'>;

async function inspect({ config, run, write }: Scene, image: Image, name = 'shown/shown.png') {
  const images = [await write(name, image)];
  const inspection = await infer(config, { category: 'part', images, save: true, explicit: new Set() }, run);
  return inspection.images[0]!;
}

const train = ({ config, run }: Scene, changes: Partial<TrainingRequest> = {}) =>
  trainModel(config, { category: 'part', skipBad: false, ...changes }, run);

/** Rows and columns of the patches that the bank's entries came from. */
async function placesOf({ folder }: RoiScene): Promise<readonly (readonly [number, number])[]> {
  const { bank } = await loadModel(folder, 'part');
  return Array.from({ length: bank.provenance.length / 3 }, (_, entry) => [
    bank.provenance[3 * entry + 1]!,
    bank.provenance[3 * entry + 2]!,
  ]);
}

describe('a category with the left half as region of interest', () => {
  let scene: RoiScene;
  let plain: RoiScene;
  beforeAll(async () => {
    scene = await roiScene();
    plain = await roiScene();
    const include = [await scene.write('left.json', LEFT)];
    await setRoi(scene.config, { category: 'part', include, ignore: [] });
    const summary = await train(scene);
    expect(summary.region_of_interest).toEqual({ patches: 512, of: 1024 });
    expect(scene.notes[0]).toMatch(/512 of 1,024 patches \(50 %\) are inspected/);
    await train(plain);
    return async () => {
      await scene.remove();
      await plain.remove();
    };
  }, 120_000);

  test('fails a defect inside, passes the same one outside, and says that a region was in force', async () => {
    const defect = ({ x, y }: typeof INSIDE) => withDefect(good(50), x, y, 14);
    const inside = await inspect(scene, defect(INSIDE));
    const outside = await inspect(scene, defect(OUTSIDE));
    expect([inside.decision, outside.decision]).toEqual(['FAIL', 'PASS']);
    expect(outside.regions).toEqual([]);
    expect((await inspect(plain, defect(OUTSIDE))).decision).toBe('FAIL');
    const facts = { patches: 512, of: 1024 };
    expect([outside.region_of_interest, outside.record.region_of_interest]).toEqual([facts, facts]);
    const { x, y, width } = inside.regions[0]!.box;
    expect([x < 54 && x + width > 40, y < 114]).toEqual([true, true]);
    for (const { column } of inside.evidence.top) expect(column).toBeLessThan(16);
    const again = await replay(
      scene.config,
      { record: join(scene.config.resultsRoot, 'part/shown/shown_result.json') },
      scene.run,
    );
    expect(again.map(({ same }) => same)).toEqual([true]);
  });

  test('has learned and kept nothing from outside', async () => {
    const places = await placesOf(scene);
    expect(Math.max(...places.map(([, column]) => column))).toBe(15);
    const { config } = await loadModel(scene.folder, 'part');
    expect(config.coreset).toMatchObject({ patches: 14 * 512, entries: Math.floor(0.05 * 14 * 512) });
    expect(Object.keys(config.files)).toContain('region_of_interest.json');
    const { config: whole } = await loadModel(plain.folder, 'part');
    expect(whole.region_of_interest).toBeUndefined();
    expect(Object.keys(whole.files)).not.toContain('region_of_interest.json');
  });

  test('measures pixels inside only, and counts the defects that lie outside', async () => {
    for (const [name, at] of Object.entries({ inside: INSIDE, outside: OUTSIDE })) {
      await scene.write(`part/test/spot/${name}.png`, withDefect(good(70), at.x, at.y, 16));
      const mask = { width: SIDE, height: SIDE, data: new Uint8Array(SIDE * SIDE) };
      for (let row = at.y; row < at.y + 16; row++)
        mask.data.fill(1, row * SIDE + at.x, row * SIDE + at.x + 16);
      await scene.write(`part/ground_truth/spot/${name}_mask.png`, await encodeMaskPng(mask));
    }
    await scene.write('part/test/good/0.png', good(71));
    const request = { category: 'part', explicit: new Set<never>(), save: false, plots: false };
    const { report } = await evaluateModel(scene.config, request, scene.run);
    expect(report.region_of_interest).toEqual({ patches: 512, of: 1024, defects_outside: 1 });
    expect(report.pixel_auroc).toBeGreaterThan(0.98);
    expect(report.verdicts.defective.pass).toBe(1);
  });

  test('learns only from the inside of what it is taught', async () => {
    const taught = withDefect(withDefect(good(60), INSIDE.x, INSIDE.y, 12), OUTSIDE.x, OUTSIDE.y, 12);
    const pictures = [await scene.write('taught.png', taught)];
    const teaching = await teachNormal(scene.config, { category: 'part', pictures }, scene.run);
    expect(teaching.patches).toBe(512);
    expect(teaching.uncovered_patches).toBeGreaterThan(0);
    const places = await placesOf(scene);
    expect(places.length).toBe(teaching.entries);
    expect(Math.max(...places.map(([, column]) => column))).toBe(15);
    const { config } = await loadModel(scene.folder, 'part');
    expect(config.region_of_interest).toEqual({ patches: 512, of: 1024 });
    expect((await inspect(scene, taught)).decision).toBe('PASS');
  });

  test('refuses pictures of other proportions by name', async () => {
    await expect(inspect(scene, drawLargePart(1, SIDE, 128), 'flat.png')).rejects.toThrow(
      /flat\.png has 256 x 128 pixels; the region of interest was drawn for pictures of 256 x 256/,
    );
  });

  test('ignores the region when training is told so', async () => {
    const summary = await train(scene, { roi: 'none' });
    expect(summary.region_of_interest).toBeUndefined();
  });

  test('keeps its model when the region is damaged, and says what to do', async () => {
    const { version } = await loadModel(scene.folder, 'part');
    const path = join(scene.folder, 'roi.json');
    const text = await readFile(path, 'utf8');
    for (const damage of [text.slice(0, -20), '{}', text.replace('0.5', '5')]) {
      await writeFile(path, damage);
      await expect(train(scene)).rejects.toThrow(/roi\.json is damaged: .*roi set.*roi clear/);
    }
    expect((await loadModel(scene.folder, 'part')).version).toBe(version);
    expect((await inspect(scene, good(80))).decision).toBe('PASS');
    await writeFile(path, text);
  });

  test('refuses a model whose region has other patches than it was trained on', async () => {
    await train(scene);
    const { folder } = await loadModel(scene.folder, 'part');
    const path = join(folder, 'region_of_interest.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('#', '.'));
    await expect(inspect(scene, good(80))).rejects.toThrow(/region_of_interest\.json is damaged/);
  });
});

test('what varies outside raises scores without a region of interest, and hardly with one', async () => {
  const scene = await roiScene({}, 14, true);
  const region = { x0: 0.6 };
  const polygons = [
    [
      [0, 0],
      [region.x0, 0],
      [region.x0, 1],
      [0, 1],
    ],
  ];
  const roi = await scene.write('left.json', JSON.stringify({ units: 'shares', polygons }));
  const raised = async () => {
    const pairs = [];
    for (let seed = 90; seed < 94; seed++) {
      const clean = await inspect(scene, good(seed));
      const cluttered = await inspect(scene, withClutter(good(seed), seed));
      pairs.push(cluttered.anomaly_score / clean.anomaly_score);
    }
    return Math.max(...pairs);
  };
  const whole = await train(scene);
  const raisedWhole = await raised();
  const some = await train(scene, { roi });
  expect(raisedWhole).toBeGreaterThan(1.1);
  expect(await raised()).toBeLessThan(1.02);
  expect(some.threshold).toBeLessThan(0.8 * whole.threshold);
  await scene.remove();
}, 120_000);

test('a mask and the polygon that it was painted by give models of the same bytes', async () => {
  const scene = await roiScene({}, 6);
  const corners = [
    { x: 20.5, y: 13 },
    { x: 190, y: 40.25 },
    { x: 120, y: 230 },
  ];
  const mask = { width: SIDE, height: SIDE, data: new Uint8Array(SIDE * SIDE) };
  fillPolygon(corners, mask);
  const polygons = [corners.map(({ x, y }) => [x, y])];
  const shares = [corners.map(({ x, y }) => [x / SIDE, y / SIDE])];
  const files = [
    await scene.write('mask.png', await encodeMaskPng(mask)),
    await scene.write('pixels.json', JSON.stringify({ units: 'pixels', polygons })),
    await scene.write('shares.json', JSON.stringify({ units: 'shares', polygons: shares })),
  ];
  const hashes = [];
  for (const roi of files) {
    await train(scene, { roi });
    const { config } = await loadModel(scene.folder, 'part');
    const { 'memory_bank.npy': bank, 'training_images.json': images } = config.files;
    hashes.push({ bank, images, region: config.region_of_interest });
  }
  expect(hashes[1]).toEqual(hashes[0]);
  expect(hashes[2]).toEqual(hashes[0]);
  await scene.remove();
}, 120_000);

test('with tiles a scratch inside fails and one outside passes', async () => {
  const scene = await roiScene({ tile: '128', tileOverlap: '64', coresetRatio: '0.1' }, 8);
  const roi = await scene.write('left.json', LEFT);
  const summary = await train(scene, { roi });
  expect(summary.region_of_interest).toEqual({ patches: 512, of: 1024 });
  const scratched = (x: number) => withScratch(good(50), x, 100, 24);
  const [inside, outside] = [await inspect(scene, scratched(40)), await inspect(scene, scratched(200))];
  expect([inside.decision, outside.decision]).toEqual(['FAIL', 'PASS']);
  await scene.remove();
}, 120_000);

test('with alignment the region moves with the part', async () => {
  const scene: MovedScene = await movedScene({ align: 'translation', guardRate: 'none' }, 0.3);
  // The left limb of the bracket; the eye at the upper right lies outside.
  const polygons = [
    [
      [0.15, 0.2],
      [0.42, 0.2],
      [0.42, 0.8],
      [0.15, 0.8],
    ],
  ];
  const roi = join(scene.config.dataRoot, 'limb.json');
  await writeFile(roi, JSON.stringify({ units: 'shares', polygons }));
  await train(scene, { roi });
  const moved = { seed: 500, right: 0.03, down: -0.03 };
  const spot = (x: number, y: number) => movedPart({ ...moved, spot: { x, y, half: 0.03 } });
  const plain = await inspect(scene, movedPart(moved), 'plain.png');
  const inside = await inspect(scene, spot(0.3, 0.5), 'inside.png');
  const outside = await inspect(scene, spot(0.72, 0.36), 'outside.png');
  expect([plain.decision, inside.decision, outside.decision]).toEqual(['PASS', 'FAIL', 'PASS']);
  const { x, y } = inside.regions[0]!.peak;
  expect(Math.hypot(x - 128 * 0.33, y - 128 * 0.47)).toBeLessThan(8);
  await scene.remove();
}, 120_000);
