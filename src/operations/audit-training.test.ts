import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { drawLargePart } from '../../test/fixtures/large-parts.ts';
import { withDefect } from '../../test/fixtures/parts.ts';
import { LEFT, roiScene, SIDE } from '../../test/fixtures/roi-scene.ts';
import { brokenPart, trainedParts } from '../../test/fixtures/taught-scene.ts';
import { auditModel } from './audit-model.ts';
import { auditTraining } from './audit-training.ts';
import { setRoi } from './manage-roi.ts';
import { trainModel } from './train-model.ts';

describe('a training on pictures of which one is bad', () => {
  test('says so in one line, and the audits put it first with the place', async () => {
    const scene = await trainedParts();
    const { config, run, notes, path } = scene;
    await scene.write('part/train/good/bad.png', brokenPart(900));
    notes.length = 0;
    await trainModel(config, { category: 'part', skipBad: false }, run);
    const said = notes.filter(note => note.includes('unlike the others'));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^1 training picture is unlike the others: bad\.png \(\d\.\d times/);

    const recorded = await auditModel(config, { category: 'part', top: 3 });
    expect(recorded).toMatchObject({ source: 'model', suspicious: 1, pictures: 25, sheet: null });
    expect(recorded.ranking[0]!.picture).toBe('bad.png');

    const request = { category: 'part', top: 3, save: true };
    const audited = await auditTraining(config, request, run);
    expect(audited.ranking[0]).toMatchObject({ picture: 'bad.png', suspicious: true });
    const { x, y, width, height } = audited.ranking[0]!.where!;
    expect(x < 38 && x + width > 28 && y < 38 && y + height > 28).toBe(true);
    expect(audited.warnings[0]).toContain('25 different pictures are few');
    expect(audited.learning_curve!.sentence).toContain('cannot be said: 25 pictures are too few');
    const page = await readFile(audited.sheet!, 'utf8');
    expect(page).toContain('bad.png');
    expect(page.match(/data:image\/png/g)).toHaveLength(9);
    expect(audited.sheet).toBe(path('results', 'part', 'audit', 'training.html'));
  });
});

test('what lies outside of the region of interest makes no picture suspicious', async () => {
  const scene = await roiScene({}, 8);
  const include = [await scene.write('left.json', LEFT)];
  await setRoi(scene.config, { category: 'part', include, ignore: [] });
  const part = (seed: number) => drawLargePart(seed, SIDE, SIDE);
  await scene.write('part/train/good/inside.png', withDefect(part(50), 40, 100, 20));
  await scene.write('part/train/good/outside.png', withDefect(part(51), 200, 100, 40));
  const request = { category: 'part', top: 10, save: false };
  const { ranking } = await auditTraining(scene.config, request, scene.run);
  const [inside, outside] = ['inside.png', 'outside.png'].map(
    name => ranking.find(({ picture }) => picture === name)!,
  );
  expect(ranking[0]).toBe(inside);
  const { x, y } = inside!.where!;
  expect(x >= 24 && x <= 64 && y >= 84 && y <= 124).toBe(true);
  expect(outside!.times_usual).toBeLessThan(1.15);
  await scene.remove();
});
