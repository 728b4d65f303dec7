import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drawPart } from '../../test/fixtures/parts.ts';
import { brokenPart, type TaughtScene, trainedParts } from '../../test/fixtures/taught-scene.ts';
import type { Image } from '../image/image.ts';
import { infer } from './infer.ts';
import { trainModel } from './train-model.ts';

const brighter = (image: Image, gain: number): Image => ({
  ...image,
  data: image.data.map(level => Math.min(255, Math.round(level * gain))),
});

async function inspectOne({ config, run, write }: TaughtScene, image: Image) {
  const path = await write('shown.png', image);
  const request = { category: 'part', images: [path], save: false, explicit: new Set<never>() };
  return (await infer(config, request, run)).images[0]!;
}

describe('inspections with an input guard', () => {
  test('judge good parts and defects as before, and send an over-exposed picture to REVIEW with its score', async () => {
    const scene = await trainedParts();
    const good = await inspectOne(scene, drawPart(500));
    expect([good.decision, good.input_findings]).toEqual(['PASS', []]);
    expect((await inspectOne(scene, brokenPart(500))).decision).toBe('FAIL');
    const bright = await inspectOne(scene, brighter(drawPart(500), 1.35));
    expect(bright.decision).toBe('REVIEW');
    expect(bright.input_findings[0]).toMatchObject({ reason: 'over_exposed' });
    expect(bright.reason).toMatch(/^REVIEW: the picture is too bright \(/);
    expect(bright.anomaly_score).toBeGreaterThan(0);
  });

  test('stop on a guard file that was altered, and go without one when it is switched off', async () => {
    const { config, folder, run, write } = await trainedParts();
    const image = await write('a.png', brighter(drawPart(500), 1.35));
    const request = { category: 'part', images: [image], save: false, explicit: new Set<never>() };
    const path = join(folder, 'v1', 'input_guard.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"rate"', '"Rate"'));
    await expect(infer(config, request, run)).rejects.toMatchObject({ code: 'model_damaged' });
    await trainModel(
      { ...config, guardRate: null },
      { category: 'part', skipBad: false, force: true, reason: 'test' },
      run,
    );
    expect((await infer(config, request, run)).images[0]!.input_findings).toEqual([]);
  });
});
