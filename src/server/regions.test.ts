import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { decodeImage, encodeMaskPng } from '../image/codec.ts';
import { trainModel } from '../operations/train-model.ts';

const URL = '/api/v1/categories/part/region-of-interest';
const SIDE = 64;
const PICTURE = { width: SIDE, height: SIDE };
const LEFT = {
  units: 'shares',
  polygons: [
    [
      [0, 0],
      [0.5, 0],
      [0.5, 1],
      [0, 1],
    ],
  ],
};

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server?.close());

async function send(method: 'PUT' | 'DELETE', payload?: object) {
  const answer = await server.app.inject({ method, url: URL, ...(payload && { payload }) });
  return { status: answer.statusCode, json: answer.json() as Record<string, unknown>, text: answer.body };
}

describe('a region of interest', () => {
  test('is set by polygons and masks, audited, and used by the next training', async () => {
    expect((await server.get(URL)).json()).toMatchObject({ region: null, current_version: 'v1' });
    const data = new Uint8Array(SIDE * SIDE).fill(1, 0, SIDE * 8);
    const mask = Buffer.from(await encodeMaskPng({ ...PICTURE, data })).toString('base64');
    const order = { picture: PICTURE, include: [LEFT], ignore: [{ mask_base64: mask }], reason: 'clamp' };
    const set = await send('PUT', order);
    expect(set.status, set.text).toBe(200);
    expect(set.json).toMatchObject({
      region: { picture: PICTURE, include: [{ polygon: expect.any(Array) }], ignore: [{ mask_png: mask }] },
      takes_effect_with_next_training: true,
    });
    expect((await server.get(URL)).json()).toEqual(set.json);
    const { items } = (await server.get('/api/v1/audit?action=region.set')).json();
    expect(items).toMatchObject([{ subject: 'category/part', reason: 'clamp', after: { include: 1 } }]);

    const run = { reporter: { progress: () => undefined, note: () => undefined } };
    await trainModel(server.context.config, { category: 'part', skipBad: false }, run);
    const used = (await server.get(URL)).json() as { current_region: { patches: number; of: number } };
    expect(used).toMatchObject({
      current_version: 'v2',
      current_region: { is_this: true },
      takes_effect_with_next_training: false,
    });
    const { patches, of } = used.current_region;
    expect(patches / of).toBeGreaterThan(0.35);
    expect(patches / of).toBeLessThan(0.5);
    const { versions } = (await server.get('/api/v1/models/part/versions')).json();
    expect(versions).toMatchObject([{ region_of_interest: null }, { region_of_interest: { patches, of } }]);
  });

  test('that cannot be is refused in the words of the command line, and the one before stays', async () => {
    const before = (await server.get(URL)).json();
    const beyond = {
      units: 'pixels',
      polygons: [
        [
          [0, 0],
          [200, 0],
          [0, 9],
        ],
      ],
    };
    const refused = await send('PUT', { picture: PICTURE, include: [beyond] });
    expect([refused.status, refused.json.code]).toEqual([422, 'data_invalid']);
    expect(refused.json.detail).toContain('Polygon 1 of include 1 reaches beyond the picture');
    const black = await encodeMaskPng({ width: 9, height: 9, data: new Uint8Array(81).fill(1) });
    const other = { mask_base64: Buffer.from(black).toString('base64') };
    expect((await send('PUT', { picture: PICTURE, ignore: [other] })).json.detail).toContain(
      'they must be equal',
    );
    const all = { mask_base64: Buffer.from('no picture').toString('base64') };
    expect((await send('PUT', { picture: PICTURE, ignore: [all] })).json.code).toBe('image_unreadable');
    expect((await send('PUT', { picture: PICTURE })).status).toBe(422);
    expect((await send('PUT', { picture: { width: 20_000, height: 20_000 }, include: [LEFT] })).status).toBe(
      422,
    );
    expect((await server.get(URL)).json()).toEqual(before);
  });

  test('is removed, and told to be gone', async () => {
    expect((await send('DELETE')).json).toMatchObject({
      region: null,
      takes_effect_with_next_training: true,
    });
    expect((await send('DELETE')).status).toBe(200);
    const { items } = (await server.get('/api/v1/audit?action=region.clear')).json();
    expect(items).toHaveLength(1);
  });
});

describe('the reference picture', () => {
  test('is a good picture of the category, and missing where there is none', async () => {
    const { statusCode, rawPayload, headers } = await server.app.inject(
      '/api/v1/categories/part/reference-picture',
    );
    expect([statusCode, headers['content-type']]).toEqual([200, 'image/webp']);
    expect(await decodeImage(rawPayload, 'reference')).toMatchObject(PICTURE);
    expect((await server.get('/api/v1/categories/none/reference-picture')).status).toBe(404);
  });
});
