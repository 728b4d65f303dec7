import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import { checkCategoryName, goodPictures, listCategories, nameInTestSet, testPictures } from './dataset.ts';

let root: string;
beforeEach(async () => {
  root = await testFolder();
});

/** Makes empty files, with their folders. */
function files(...paths: readonly string[]) {
  for (const path of paths) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), '');
  }
}

describe('good pictures', () => {
  test('are those of train/good in MVTec layout, sorted, whatever else lies there', async () => {
    files('cap/train/good/b.PNG', 'cap/train/good/a.jpeg', 'cap/train/good/readme.txt', 'cap/c.png');
    files('cap/train/good/.DS_Store', 'cap/train/good/._a.jpeg', 'cap/train/good/Thumbs.db');
    files('cap/train/good/nested/d.png', 'cap/train/good/folder.png/e.png');
    expect(await goodPictures(root, 'cap')).toEqual({
      folder: join(root, 'cap', 'train', 'good'),
      names: ['a.jpeg', 'b.PNG'],
    });
  });

  test('are those of a plain folder, in the data root or named', async () => {
    files('cap/a.bmp', 'else/b.tif', 'else/c.webp');
    expect((await goodPictures(root, 'cap')).names).toEqual(['a.bmp']);
    expect((await goodPictures('nowhere', 'cap', join(root, 'else'))).names).toEqual(['b.tif', 'c.webp']);
  });

  test('that are not there are explained by what is', async () => {
    mkdirSync(join(root, 'empty'));
    files('deep/one/a.png', 'deep/notes.txt');
    await expect(goodPictures(root, 'empty')).rejects.toThrow(/has no pictures: it is empty/);
    await expect(goodPictures(root, 'deep')).rejects.toThrow(
      'it holds 1 other file and 1 folder (not searched)',
    );
    await expect(goodPictures(root, 'cap')).rejects.toThrow(
      `There is no category "cap" in ${root}. Found: deep, empty.`,
    );
    await expect(goodPictures(join(root, 'no'), 'cap')).rejects.toMatchObject({ code: 'data_not_found' });
    await expect(goodPictures(root, 'cap', join(root, 'deep', 'notes.txt'))).rejects.toThrow(
      'is a file, not a folder',
    );
  });
});

describe('test pictures', () => {
  test('carry their defect type and the mask that belongs to them', async () => {
    files('cap/test/good/000.png', 'cap/test/dent/000.png', 'cap/test/dent/001.jpg', 'cap/test/dent/002.png');
    files('cap/ground_truth/dent/000_mask.png', 'cap/ground_truth/dent/001.png', 'cap/test/dent/._000.png');
    const mask = (name: string) => join(root, 'cap', 'ground_truth', 'dent', name);
    const found = await testPictures(root, 'cap');
    expect(found.map(({ name, defectType, maskPath }) => [name, defectType, maskPath])).toEqual([
      ['dent/000.png', 'dent', mask('000_mask.png')],
      ['dent/001.jpg', 'dent', mask('001.png')],
      ['dent/002.png', 'dent', null],
      ['good/000.png', null, null],
    ]);
    expect(found[0]!.path).toBe(join(root, 'cap', 'test', 'dent', '000.png'));
  });

  test.skipIf(process.platform === 'win32')('may lie in linked folders', async () => {
    files('elsewhere/000.png', 'cap/test/good/000.png');
    symlinkSync(join(root, 'elsewhere'), join(root, 'cap', 'test', 'dent'));
    expect((await testPictures(root, 'cap')).map(picture => picture.name)).toEqual([
      'dent/000.png',
      'good/000.png',
    ]);
  });

  test('that are not there are explained', async () => {
    files('cap/train/good/a.png', 'nut/test/good/notes.txt');
    await expect(testPictures(root, 'cap')).rejects.toThrow(/"cap" has no test pictures: .* does not exist/);
    await expect(testPictures(root, 'nut')).rejects.toThrow('has no pictures in its subfolders');
  });
});

describe('categories', () => {
  test('are the folders with good training pictures, sorted; hidden ones are none', async () => {
    files(
      'nut/train/good/a.png',
      'cap/train/good/a.png',
      'plain/a.png',
      '.cache/train/good/a.png',
      'file.txt',
    );
    expect(await listCategories(root)).toEqual(['cap', 'nut']);
  });

  test('that are not there are explained', async () => {
    await expect(listCategories(root)).rejects.toThrow(/has no category: no folder in it holds train.good/);
    await expect(listCategories(join(root, 'no'))).rejects.toThrow(/--data-root, .*--images/);
  });

  test.each(['cap', 'metal_nut', 'M8 x 40', 'größe', 'gro\u0308ße', '部品', '2nd-row.v3', '_x'])(
    'may be called %s',
    name => {
      expect(() => checkCategoryName(name)).not.toThrow();
    },
  );

  test.each([
    '',
    '.',
    '..',
    '../x',
    'a/b',
    'a\\b',
    '.hidden',
    '-x',
    ' x',
    'x ',
    'x.',
    'a\u0000b',
    'a\nb',
    'x'.repeat(121),
    '部'.repeat(41),
  ])('may not be called %j', name => {
    expect(() => checkCategoryName(name)).toThrow(/cannot be the name of a category/);
  });
});

test('a path is recognised as one of the test set, however it is written', () => {
  expect(nameInTestSet('data', 'cap', 'data/cap/test/dent/000.png')).toBe('dent/000.png');
  expect(nameInTestSet('data', 'cap', './data/x/../cap/test/good/1.png')).toBe('good/1.png');
  expect(nameInTestSet('data', 'cap', 'data/nut/test/dent/000.png')).toBeNull();
  expect(nameInTestSet('data', 'cap', 'data/cap/test/000.png')).toBeNull();
});
