import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { sha256 } from '../files.ts';
import { blobPath } from '../history/blobs.ts';
import { registerBlobs, storeBytes } from '../history/store-blobs.ts';
import { decodeImage } from '../image/codec.ts';
import { detectFormat } from '../image/format.ts';
import type { Inspection } from '../schemas/inspection.ts';

let server: TestServer;
let failed: Inspection;
beforeAll(async () => {
  server = await openTestServer();
  failed = await inspect(server.pictures.broken);
});
afterAll(() => server?.close());

async function inspect(image: Uint8Array, more: Record<string, string> = {}): Promise<Inspection> {
  const answer = await server.form('/api/v1/inspections', { category: 'part', image, ...more });
  expect(answer.status, answer.text).toBe(201);
  return answer.json() as Inspection;
}

async function file(url: string) {
  const { statusCode, headers, rawPayload, body } = await server.app.inject(url);
  return { status: statusCode, headers, bytes: rawPayload, body };
}

const pathOf = ({ id }: Pick<Inspection, 'id'>, name: string) => `/api/v1/inspections/${id}/${name}`;

describe('a thumbnail', () => {
  test('is a small WebP of the kept picture that browsers need not ask for again', async () => {
    const { status, headers, bytes } = await file(pathOf(failed, 'thumbnail?size=96'));
    expect([status, headers['content-type']]).toEqual([200, 'image/webp']);
    expect(headers['cache-control']).toContain('immutable');
    const small = await decodeImage(bytes, 'thumbnail');
    expect(Math.max(small.width, small.height)).toBeLessThanOrEqual(96);
    const again = await file(pathOf(failed, 'thumbnail?size=96'));
    expect(again.bytes.equals(bytes)).toBe(true);
  });

  test('is refused in another size, and of an inspection that nobody knows', async () => {
    expect((await file(pathOf(failed, 'thumbnail?size=97'))).status).toBe(422);
    expect((await file(pathOf({ id: 'none' }, 'thumbnail'))).status).toBe(404);
  });
});

describe('the kept picture', () => {
  test('is answered with its own type, so that browsers show it', async () => {
    const { headers, bytes } = await file(pathOf(failed, 'picture'));
    expect(headers['content-type']).toBe('image/png');
    expect(bytes.equals(Buffer.from(server.pictures.broken))).toBe(true);
    expect(headers['content-length']).toBe(String(bytes.length));
  });

  test('that is large is not held in memory by those who fetch it, and 503 where it is damaged', async () => {
    const { blobs, history } = server.context;
    const stored = await storeBytes(blobs, randomBytes(20e6), 'image/png');
    await registerBlobs(history, blobs, [stored]);
    const { id } = await inspect(server.pictures.good);
    await history
      .updateTable('inspections')
      .set({ picture_sha256: stored.sha256 })
      .where('id', '=', id)
      .execute();
    if (!server.app.server.listening) await server.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.app.server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}${pathOf({ id }, 'picture')}`;
    const before = process.memoryUsage().arrayBuffers;
    const answers = await Promise.all(Array.from({ length: 6 }, () => fetch(url)));
    // Nothing has been read by the clients beyond what their connections hold.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(3 * 20e6);
    for (const answer of answers) expect(answer.headers.get('content-length')).toBe(String(20e6));
    const digests = await Promise.all(
      answers.map(async answer => sha256(new Uint8Array(await answer.arrayBuffer()))),
    );
    expect(new Set(digests)).toEqual(new Set([stored.sha256]));
    await writeFile(blobPath(blobs, stored.sha256), 'damaged');
    expect((await fetch(url)).status).toBe(503);
  }, 120_000);
});

describe('heatmap and overlay', () => {
  test('are drawn from the kept map, as those that were drawn with the inspection', async () => {
    const drawn = await inspect(server.pictures.broken, { drawings: 'true' });
    for (const name of ['heatmap', 'overlay']) {
      const [kept, later] = [await file(pathOf(drawn, name)), await file(pathOf(failed, name))];
      expect([kept.status, later.status], later.body).toEqual([200, 200]);
      expect(detectFormat(later.bytes)).toBe('PNG');
      expect(await decodeImage(later.bytes, name)).toEqual(await decodeImage(kept.bytes, name));
    }
  });

  test('as a layer, the heatmap is solid over the defect and lets a good place through', async () => {
    const { bytes } = await file(pathOf(failed, 'heatmap?transparent=true'));
    expect(bytes[25]).toBe(6); // PNG colour type: red, green, blue and opacity
    const opaque = await decodeImage((await file(pathOf(failed, 'heatmap'))).bytes, 'heatmap');
    const overWhite = await decodeImage(bytes, 'layer'); // decoded over white, what is clear becomes white
    const at = (image: { width: number; data: Uint8Array }, x: number, y: number) => [
      ...image.data.subarray((y * image.width + x) * 3, (y * image.width + x) * 3 + 3),
    ];
    const { x, y } = failed.regions[0]!.peak;
    const [left, top] = [Math.floor(x), Math.floor(y)];
    expect(at(overWhite, left, top)).toEqual(at(opaque, left, top));
    expect(Math.min(...at(overWhite, 1, 1))).toBeGreaterThan(Math.max(...at(opaque, 1, 1)));
  });

  test('of a part that passed need the wish to keep its map', async () => {
    const passed = await inspect(server.pictures.good);
    expect(passed.decision).toBe('PASS');
    const missing = await file(pathOf(passed, 'heatmap?transparent=true'));
    expect(missing.status).toBe(404);
    expect(missing.body).toContain('keep_map');
    const wished = await inspect(server.pictures.good, { keep_map: 'true' });
    expect((await file(pathOf(wished, 'heatmap?transparent=true'))).status).toBe(200);
  });
});

describe('normal pictures', () => {
  const path = '/api/v1/models/part/versions/v1/normal-pictures';

  test('are found by the name in the evidence, with their size and scale', async () => {
    const { picture, box } = failed.evidence!.normal;
    const { items } = (await server.get(`${path}?name=${encodeURIComponent(picture)}`)).json() as {
      items: Record<string, number>[];
    };
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ name: picture, width: expect.any(Number) });
    expect(box.x + box.width).toBeLessThanOrEqual(items[0]!.width!);
    const { status, headers, bytes } = await file(`${path}/${items[0]!.picture}`);
    expect([status, headers['content-type']]).toEqual([200, 'image/jpeg']);
    const kept = await decodeImage(bytes, 'kept');
    expect([kept.width, kept.height]).toEqual([items[0]!.kept_width, items[0]!.kept_height]);
  });

  test('that are not there are a problem', async () => {
    expect((await file(`${path}/999`)).status).toBe(404);
    expect((await file('/api/v1/models/part/versions/v9/normal-pictures')).status).toBe(404);
    expect((await file('/api/v1/models/none/versions/v1/normal-pictures/0')).status).toBe(404);
  });
});
