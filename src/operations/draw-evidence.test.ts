import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import { drawLargePart, withScratch } from '../../test/fixtures/large-parts.ts';
import { drawPart, withDefect } from '../../test/fixtures/parts.ts';
import type { ConfigKey } from '../config.ts';
import { decodeImage, encodePng, resizeImage } from '../image/codec.ts';
import type { Image } from '../image/image.ts';
import { loadConfig } from '../load-config.ts';
import { detectionFacts } from './detection-facts.ts';
import { evidenceCards } from './draw-evidence.ts';
import { drawResult } from './inspect.ts';
import { type OpenCategory, openCategory } from './open-category.ts';
import { trainModel } from './train-model.ts';

const run = { reporter: { progress() {}, note() {} } };

/** A trained category "part" whose training pictures are gone, opened for the work. */
async function withModel(
  pictures: readonly Image[],
  settings: Readonly<Partial<Record<ConfigKey, unknown>>>,
  work: (category: OpenCategory, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await testFolder();
  const good = join(folder, 'part', 'train', 'good');
  await mkdir(good, { recursive: true });
  for (const [index, picture] of pictures.entries())
    await writeFile(join(good, `${index}.png`), await encodePng(picture));
  const modelsRoot = join(folder, 'models');
  const common = { dataRoot: folder, modelsRoot, backbone: 'compact', device: 'cpu', mmPerPx: 0.1 };
  const { config } = loadConfig({ ...common, ...settings }, undefined, {});
  await trainModel(config, { category: 'part', skipBad: false }, run);
  await rm(join(folder, 'part'), { recursive: true });
  const category = await openCategory(config, 'part', new Set());
  try {
    await work(category, join(modelsRoot, 'part', 'v1'));
  } finally {
    await category.close();
  }
}

const SMALL = { imageSize: 64 };
/** Eight good parts of 128 pixels, seen at 64. */
const smallParts = () =>
  Promise.all(Array.from({ length: 8 }, (_, seed) => resizeImage(drawPart(seed), 128, 128)));
const defective = () => resizeImage(withDefect(drawPart(20), 28, 16, 10), 128, 128);

test('a defect is a region with its area, its evidence and the normal place that the model kept', async () => {
  await withModel(await smallParts(), SMALL, async (category, folder) => {
    const image = await defective();
    const detection = await category.detect(image);
    const facts = detectionFacts(category, detection, image);
    expect(facts.decision).toBe('FAIL');
    const [region] = facts.regions;
    // The defect covers 56..76, 32..52 of the picture.
    expect(region!.number).toBe(1);
    expect(region!.box.x).toBeLessThan(66);
    expect(region!.box.x + region!.box.width).toBeGreaterThan(66);
    expect(region!.box.y).toBeLessThan(42);
    expect(region!.box.y + region!.box.height).toBeGreaterThan(42);
    expect(region!.area_mm2).toBeCloseTo(region!.area_px * 0.01, 1);
    expect(region!.p_value).toBe(1 / 9);
    expect(region!.evidence.box).toMatchObject({ width: 16, height: 16 });
    expect(facts.evidence.top).toHaveLength(5);
    expect(facts.evidence.top[0]).toEqual({ ...facts.evidence, top: undefined });
    const distances = facts.evidence.top.map(({ distance }) => distance);
    expect(distances).toEqual([...distances].sort((a, b) => b - a));

    const [card] = await evidenceCards(category, image, detection);
    expect(card!.normalName).toBe(region!.evidence.normal.picture);
    expect([card!.part.width, card!.normal!.width]).toEqual([64, 64]);
    expect(await readdir(join(folder, 'normal'))).toEqual(
      Array.from({ length: 8 }, (_, index) => `0000${index}.jpg`),
    );
  });
});

test('a good part has no regions and no cards, and its result picture is as large as its panels', async () => {
  await withModel(await smallParts(), SMALL, async category => {
    const image = await resizeImage(drawPart(3), 128, 128);
    const detection = await category.detect(image);
    expect([detection.decision, detection.regions]).toEqual(['PASS', []]);
    expect(await evidenceCards(category, image, detection)).toEqual([]);
    const shown = { name: 'a.png', image, mask: null };
    const good = await decodeImage(await drawResult(category, { ...shown, detection }), 'good');
    const bad = await defective();
    const found = await category.detect(bad);
    const picture = await drawResult(category, { ...shown, image: bad, detection: found });
    expect((await decodeImage(picture, 'bad')).height).toBeGreaterThan(good.height + 200);
    // Not a pass although nothing is above the pixel threshold: the deciding patch is shown.
    const [card] = await evidenceCards(category, image, { ...detection, decision: 'REVIEW' });
    expect(card!.title).toBe('Deciding patch');
  });
});

test('an altered kept picture is refused by name, and a model that keeps none says so in the picture', async () => {
  await withModel(await smallParts(), SMALL, async (category, folder) => {
    const image = await defective();
    const detection = await category.detect(image);
    const { picture } = detection.regions[0]!.evidence.normal;
    const path = join(folder, 'normal', `0000${picture}.jpg`);
    await writeFile(path, (await readFile(path)).fill(0, 40, 60));
    await expect(evidenceCards(category, image, detection)).rejects.toMatchObject({
      code: 'model_damaged',
      message: expect.stringContaining(path),
    });
    const config = { ...category.model.config, files: {} };
    const older = { ...category, model: { ...category.model, config } };
    const [card] = await evidenceCards(older, image, detection);
    expect(card!.normal).toBeNull();
    const shown = { name: 'a.png', image, mask: null, detection };
    expect((await drawResult(older, shown)).length).toBeGreaterThan(10_000);
  });
});

test('with tiles both crops are at native scale', async () => {
  const parts = Array.from({ length: 4 }, (_, seed) => drawLargePart(seed, 500, 380));
  await withModel(parts, { tile: 256, coresetRatio: 0.02 }, async category => {
    const image = withScratch(drawLargePart(30, 500, 380), 300, 200, 12);
    const detection = await category.detect(image);
    const [region] = detection.regions;
    expect(Math.abs(region!.box.x + region!.box.width / 2 - 306)).toBeLessThan(10);
    expect(Math.abs(region!.box.y + region!.box.height / 2 - 203)).toBeLessThan(10);
    const [card] = await evidenceCards(category, image, detection);
    expect([card!.part.width, card!.part.height]).toEqual([96, 96]);
    expect([card!.normal!.width, card!.normal!.height]).toEqual([96, 96]);
    // The scratch lies in the middle of the crop; what is normal there has no pixel so dark.
    const darkest = ({ data, width }: Image) =>
      Math.min(
        ...Array.from(
          { length: 24 * 24 },
          (_, i) => data[((36 + Math.floor(i / 24)) * width + 36 + (i % 24)) * 3]!,
        ),
      );
    expect(darkest(card!.part)).toBeLessThan(darkest(card!.normal!) - 10);
  });
});
