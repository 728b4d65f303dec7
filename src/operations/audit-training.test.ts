import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { brokenPart, trainedParts } from '../../test/fixtures/taught-scene.ts';
import { auditModel, auditTraining } from './audit-training.ts';
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
