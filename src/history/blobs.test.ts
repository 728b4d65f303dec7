import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { putBlob } from '../../test/blobs.ts';
import { describeOnDatabases } from '../../test/databases.ts';
import { anInspection } from '../../test/inspections.ts';
import { sha256 } from '../files.ts';
import { blobTotals, readBlob, removeUnusedBlobs } from './blobs.ts';
import { recordInspection } from './inspections.ts';
import { registerBlobs, storeFile } from './store-blobs.ts';

const picture = Buffer.from('not really a picture');
const hash = sha256(picture);
const now = new Date('2025-03-01T10:00:00Z');
const later = new Date('2025-03-01T12:00:00Z');

describeOnDatabases(databases => {
  test('bytes are kept once, by their hash, and given back', async () => {
    const [db, folder] = [await databases.open(), await databases.folder()];
    const blob = await putBlob(db, folder, picture, 'image/png', now);
    await putBlob(db, folder, picture, 'image/png', later);
    expect(blob).toMatchObject({ sha256: hash, bytes: 20, media_type: 'image/png' });
    expect(Buffer.from(await readBlob(folder, hash))).toEqual(picture);
    expect(await readdir(join(folder, hash.slice(0, 2)))).toEqual([hash.slice(2)]);
    expect(await blobTotals(db)).toEqual({ count: 1, bytes: 20 });
  });

  test('a blob that was altered, one that is gone and a name that is none are told apart', async () => {
    const [db, folder] = [await databases.open(), await databases.folder()];
    await putBlob(db, folder, picture, 'image/png', now);
    const path = join(folder, hash.slice(0, 2), hash.slice(2));
    await writeFile(path, 'not really a Picture');
    await expect(readBlob(folder, hash)).rejects.toMatchObject({
      code: 'data_invalid',
      message: expect.stringContaining(path),
    });
    await rm(path);
    await expect(readBlob(folder, hash)).rejects.toMatchObject({ code: 'data_not_found' });
    await expect(readBlob(folder, '../../etc/passwd')).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  test.each([
    ['cut', 'cut'],
    ['altered', 'not really a Picture'],
  ])('a file that is %s is written again when its bytes come again', async (_, content) => {
    const [db, folder] = [await databases.open(), await databases.folder()];
    await putBlob(db, folder, picture, 'image/png', now);
    await writeFile(join(folder, hash.slice(0, 2), hash.slice(2)), content);
    await putBlob(db, folder, picture, 'image/png', now);
    expect(Buffer.from(await readBlob(folder, hash))).toEqual(picture);
  });

  test('a file that is altered is replaced by one of the same content that is moved there', async () => {
    const [db, folder] = [await databases.open(), await databases.folder()];
    await putBlob(db, folder, picture, 'image/png', now);
    await writeFile(join(folder, hash.slice(0, 2), hash.slice(2)), 'not really a Picture');
    const sent = join(folder, 'sent');
    await writeFile(sent, picture);
    await registerBlobs(
      db,
      folder,
      [await storeFile(folder, { path: sent, sha256: hash }, 'image/png')],
      now,
    );
    expect(Buffer.from(await readBlob(folder, hash))).toEqual(picture);
  });

  test('what nothing refers to goes an hour after it was handed in; what an inspection has stays', async () => {
    const [db, folder] = [await databases.open(), await databases.folder()];
    const used = await putBlob(db, folder, picture, 'image/png', now);
    const unused = await putBlob(db, folder, Buffer.from('map'), 'application/octet-stream', now);
    const { picture: facts } = anInspection();
    await recordInspection(db, anInspection({ picture: { ...facts, sha256: used.sha256, kept: true } }));
    expect(await removeUnusedBlobs(db, folder, { now })).toEqual({ count: 0, bytes: 0 });
    expect(await removeUnusedBlobs(db, folder, { now: later })).toEqual({ count: 1, bytes: 3 });
    await expect(readBlob(folder, unused.sha256)).rejects.toMatchObject({ code: 'data_not_found' });
    expect(Buffer.from(await readBlob(folder, used.sha256))).toEqual(picture);
  });

  test('a blob that is handed in while it is removed is there afterwards', async () => {
    const location = await databases.locate();
    const [db, other] = [await databases.openAt(location), await databases.openAt(location)];
    const folder = await databases.folder();
    for (let round = 0; round < 10; round++) {
      const bytes = Buffer.from(`picture ${round}`);
      await putBlob(db, folder, bytes, 'image/png', now);
      await Promise.all([
        removeUnusedBlobs(other, folder, { now: later }),
        putBlob(db, folder, bytes, 'image/png', later),
      ]);
      expect(Buffer.from(await readBlob(folder, sha256(bytes)))).toEqual(bytes);
      expect((await blobTotals(db)).count).toBe(round + 1);
    }
  });
});
