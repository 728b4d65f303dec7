import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawLargePart } from '../../test/fixtures/large-parts.ts';
import { LEFT, type RoiScene, roiScene, SIDE } from '../../test/fixtures/roi-scene.ts';
import { encodeMaskPng, readImage } from '../image/codec.ts';
import { clearRoi, type RoiRequest, setRoi, showRoi } from './manage-roi.ts';
import { trainModel } from './train-model.ts';

let scene: RoiScene;
beforeAll(async () => {
  scene = await roiScene({}, 3);
});
afterAll(() => scene.remove());

const set = (changes: Partial<RoiRequest>) =>
  setRoi(scene.config, { category: 'part', include: [], ignore: [], ...changes });
const polygon = (...corners: readonly (readonly [number, number])[]) => ({
  units: 'pixels',
  polygons: [corners],
});
const blackMask = (side: number) =>
  encodeMaskPng({ width: side, height: side, data: new Uint8Array(side * side) });

describe('a region of interest', () => {
  test('is set, told and drawn, takes effect with the next training, and is removed', async () => {
    const include = [await scene.write('left.json', LEFT)];
    const data = new Uint8Array(SIDE * SIDE);
    for (let row = 0; row < SIDE; row++) data.fill(1, row * SIDE, row * SIDE + SIDE / 4);
    const ignore = [await scene.write('edge.png', await encodeMaskPng({ width: SIDE, height: SIDE, data }))];
    const report = await set({ include, ignore });
    expect(report.region).toMatchObject({
      picture: { width: SIDE, height: SIDE },
      include: [{ file: 'left.json', kind: 'polygon' }],
      ignore: [{ file: 'edge.png', kind: 'mask' }],
      inside: 0.25,
    });
    expect(report).toMatchObject({ current_version: null, takes_effect_with_next_training: true });
    const drawing = await readImage(report.drawing!);
    const photo = drawLargePart(0, SIDE, SIDE);
    const at = (x: number) => 3 * (100 * SIDE + x);
    expect(drawing.data[at(96)]).toBe(photo.data[at(96)]);
    expect(drawing.data[at(10)]).toBe(Math.round(0.35 * photo.data[at(10)]! + 0.65 * 112));

    await trainModel(scene.config, { category: 'part', skipBad: false }, scene.run);
    const trained = await showRoi(scene.config, { category: 'part' });
    expect(trained.current_region).toEqual({ patches: 256, of: 1024, is_this: true });
    expect(trained.takes_effect_with_next_training).toBe(false);
    const wider = await set({ include });
    expect(wider.current_region).toEqual({ patches: 256, of: 1024, is_this: false });
    expect(wider.takes_effect_with_next_training).toBe(true);

    expect(await clearRoi(scene.config, 'part')).toBe(true);
    expect(await clearRoi(scene.config, 'part')).toBe(false);
    const cleared = await showRoi(scene.config, { category: 'part' });
    expect(cleared).toMatchObject({ region: null, drawing: null, takes_effect_with_next_training: true });
  });

  test('takes its size from a picture that is named, and asks for one where there is none', async () => {
    const image = await scene.write('elsewhere/a.png', drawLargePart(1, 90, 60));
    const include = [await scene.write('box.json', JSON.stringify(polygon([0, 0], [90, 0], [90, 30])))];
    const report = await set({ category: 'other', include, image });
    expect(report.region!.picture).toEqual({ width: 90, height: 60 });
    await expect(set({ category: 'unseen', include })).rejects.toThrow(
      /no picture of "unseen".*--image FILE/s,
    );
  });
});

describe('a bad region is refused and the one that was set stays:', () => {
  beforeAll(async () => void (await set({ include: [await scene.write('left.json', LEFT)] })));

  const cases: Readonly<
    Record<string, readonly [content: () => string | Promise<Uint8Array>, message: RegExp]>
  > = {
    'a polygon of two corners': [
      () => JSON.stringify(polygon([0, 0], [9, 9])),
      /Polygon 1 of .* has 2 corners; at least 3/,
    ],
    'a polygon beyond the picture': [
      () => JSON.stringify(polygon([0, 0], [300, 9], [9, 9])),
      /reaches beyond the picture: the corner 300, 9 .* 0 to 256/,
    ],
    'shares beyond 1': [
      () => '{"units": "shares", "polygons": [[[0, 0], [1.2, 0], [0, 1]]]}',
      /the corner 1\.2, 0 .* 0 to 1, .*shares/,
    ],
    'a polygon without area': [() => JSON.stringify(polygon([0, 0], [9, 9], [20, 20])), /covers nothing/],
    'JSON of another form': [() => '{"points": []}', /does not hold polygons: .* Expected a form such as/],
    'a misspelt key': [
      () => '{"units": "pixels", "polygons": [[[0,0],[9,0],[0,9]]], "unit": 1}',
      /does not hold polygons/,
    ],
    'JSON that is cut off': [() => '{"units": "pixels", "poly', /does not hold polygons: it is not JSON/],
    'what is no picture': [() => 'region', /bad is not a picture/],
    'an empty file': [() => '', /is empty/],
    'a black mask': [() => blackMask(SIDE), /The mask .* covers nothing: all of its pixels are black/],
    'a mask of another size': [
      () => blackMask(64),
      /has 64 x 64 pixels and the pictures have 256 x 256; they must be equal/,
    ],
  };
  test.each(Object.entries(cases))('%s', async (_, [content, message]) => {
    const before = await readFile(join(scene.folder, 'roi.json'), 'utf8');
    const bad = await scene.write('bad', await content());
    await expect(set({ include: [bad] })).rejects.toThrow(message);
    expect(await readFile(join(scene.folder, 'roi.json'), 'utf8')).toBe(before);
  });

  test('one that ignores everything', async () => {
    const all = JSON.stringify(polygon([0, 0], [256, 0], [256, 256], [0, 256]));
    await expect(set({ ignore: [await scene.write('all.json', all)] })).rejects.toThrow(
      /covers nothing: no pixel .* is left/,
    );
  });

  test('none at all, and a file that is not there', async () => {
    await expect(set({})).rejects.toThrow(/--include FILE.*--ignore FILE/);
    await expect(set({ include: ['nowhere.png'] })).rejects.toThrow(/No picture at nowhere\.png/);
  });

  test('one that is too small for a patch, or for a neighbourhood, when training sees how large those are', async () => {
    const train = (roi: string) =>
      trainModel(scene.config, { category: 'part', skipBad: false, roi }, scene.run);
    const dot = await scene.write('dot.json', JSON.stringify(polygon([6, 6], [10, 6], [10, 10], [6, 10])));
    await expect(train(dot)).rejects.toThrow(
      /covers no patch: of none of the 32 x 32 patches does 50 % lie in it/,
    );
    const few = await scene.write('few.json', JSON.stringify(polygon([0, 0], [24, 0], [24, 8], [0, 8])));
    await expect(train(few)).rejects.toThrow(/draw the region of interest larger/);
  });
});
