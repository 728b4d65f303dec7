import { mkdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { drawPart } from '../../test/fixtures/parts.ts';
import { type TaughtScene, trainedParts } from '../../test/fixtures/taught-scene.ts';
import type { Image } from '../image/image.ts';
import { checkShift } from './check-shift.ts';

const brighter = (image: Image, gain: number): Image => ({
  ...image,
  data: image.data.map(level => Math.min(255, Math.round(level * gain))),
});

describe('the check at the start of a shift', () => {
  let scene: TaughtScene;
  const folderOf = async (name: string, draw: (seed: number) => Image) => {
    await mkdir(scene.path(name));
    for (let seed = 600; seed < 612; seed++) await scene.write(`${name}/${seed}.png`, draw(seed));
    return scene.path(name);
  };
  const check = (golden: string, reference?: string) =>
    checkShift(
      scene.config,
      { category: 'part', golden, reference, alpha: 0.01, explicit: new Set() },
      scene.run,
    );

  test('finds nothing on a day like any other, and a light that is 8 % brighter, in pairs', async () => {
    scene = await trainedParts();
    const reference = await folderOf('reference', drawPart);
    const jitter = (seed: number) => brighter(drawPart(seed), seed % 2 === 0 ? 1.004 : 0.996);
    const same = await check(await folderOf('same', jitter), reference);
    expect(same.shifts.filter(({ changed }) => changed)).toEqual([]);
    expect(same).toMatchObject({ ok: same.not_passed.length === 0, pairs: 12, pictures: 12, notes: [] });

    const bright = await check(await folderOf('bright', seed => brighter(drawPart(seed), 1.08)), reference);
    const light = bright.shifts.find(({ quantity }) => quantity === 'brightness')!;
    expect(light).toMatchObject({ test: 'signed_rank', changed: true, p_value: 2 / 2 ** 12 });
    expect(bright.ok).toBe(false);
  });

  test('compares with the training where there is no reference, and refuses a folder without pictures', async () => {
    scene = await trainedParts();
    const bright = await check(await folderOf('bright', seed => brighter(drawPart(seed), 1.15)));
    expect(bright).toMatchObject({ ok: false, reference_pictures: null, pairs: 0 });
    expect(bright.notes[0]).toContain('as the reference');
    await mkdir(scene.path('empty'));
    await expect(check(scene.path('empty'))).rejects.toMatchObject({ code: 'data_not_found' });
    await expect(check(scene.path('nowhere'))).rejects.toMatchObject({ code: 'data_not_found' });
  });
});
