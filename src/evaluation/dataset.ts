import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import { InspectError } from '../errors.ts';
import { isImageName } from '../image/codec.ts';
import { countOf } from './number-format.ts';

/** The good pictures of a category. */
export interface GoodPictures {
  readonly folder: string;
  /** Names relative to the folder with forward slashes, sorted. */
  readonly names: readonly string[];
}

/** One picture of a test set. */
export interface TestPicture {
  readonly path: string;
  /** Relative to the test folder with forward slashes, for example `broken_large/000.png`. */
  readonly name: string;
  /** null for a good part. */
  readonly defectType: string | null;
  /** The ground-truth mask, or null when there is none. */
  readonly maskPath: string | null;
}

const GOOD = 'good';
/** File systems end at 255 bytes; names of results are built from this one. */
const LONGEST_NAME_BYTES = 120;

/**
 * Finds the good pictures of a category: `<dataRoot>/<category>/train/good` in MVTec layout, else the pictures in
 * `<dataRoot>/<category>` itself, else in the folder that was named.
 *
 * @throws InspectError `data_not_found`, `category_unknown` or `data_invalid` with what was looked for.
 */
export async function goodPictures(
  dataRoot: string,
  category: string,
  imagesFolder?: string,
): Promise<GoodPictures> {
  const folder = imagesFolder ?? (await trainingFolder(dataRoot, category));
  const entries = await listFolder(folder);
  const names = pictureNames(entries);
  if (names.length > 0) return { folder, names };
  const folders = entries.filter(entry => entry.isDirectory()).length;
  const found =
    entries.length === 0
      ? 'it is empty'
      : `it holds ${countOf(entries.length - folders, 'other file')} and ${countOf(folders, 'folder')} (not searched)`;
  throw new InspectError(
    'data_invalid',
    `The folder ${folder} has no pictures: ${found}. Expected PNG, JPEG, BMP, TIFF or WebP files; name their folder with --images.`,
  );
}

/**
 * Lists the test pictures of a category in MVTec layout, with their masks: of the folder that was named, else of
 * `<dataRoot>/<category>`.
 *
 * @throws InspectError `data_not_found`, `category_unknown` or `data_invalid`.
 */
export async function testPictures(
  dataRoot: string,
  category: string,
  folder?: string,
): Promise<readonly TestPicture[]> {
  const root = folder ?? (await categoryFolder(dataRoot, category));
  const test = join(root, 'test');
  if (!(await isFolder(test))) {
    throw new InspectError(
      'data_not_found',
      `The category "${category}" has no test pictures: ${test} does not exist (expected ${join('test', GOOD)} and ${join('test', '<defect type>')}). Sort pictures into such folders, or inspect single ones with "inference --image FILE".`,
    );
  }
  const pictures: TestPicture[] = [];
  for (const type of await folderNames(test)) {
    const masks = type === GOOD ? new Map<string, string>() : await masksOf(join(root, 'ground_truth', type));
    for (const file of pictureNames(await listFolder(join(test, type)))) {
      const maskPath = masks.get(basename(file, extname(file))) ?? null;
      pictures.push({
        path: join(test, type, file),
        name: `${type}/${file}`,
        defectType: type === GOOD ? null : type,
        maskPath,
      });
    }
  }
  if (pictures.length === 0)
    throw new InspectError('data_invalid', `The folder ${test} has no pictures in its subfolders.`);
  return pictures;
}

/**
 * The categories of a data set, sorted: folders with good training pictures.
 *
 * @throws InspectError `data_not_found` or `data_invalid`.
 */
export async function listCategories(dataRoot: string): Promise<readonly string[]> {
  if (!(await isFolder(dataRoot))) throw noDataRoot(dataRoot);
  const found: string[] = [];
  for (const name of await folderNames(dataRoot))
    if (await isFolder(join(dataRoot, name, 'train', GOOD))) found.push(name);
  if (found.length > 0) return found;
  throw new InspectError(
    'data_invalid',
    `The data set ${dataRoot} has no category: no folder in it holds ${join('train', GOOD)}. Name the folder above the categories with --data-root.`,
  );
}

/** The name of a picture inside a test folder, or null when it lies elsewhere. */
export function nameInTestSet(dataRoot: string, category: string, path: string): string | null {
  const name = relative(join(dataRoot, category, 'test'), path);
  return name.startsWith('..') || name.split(sep).length !== 2 ? null : name.split(sep).join('/');
}

/** @throws InspectError `invalid_argument` for a name that could not be a folder of its own. */
export function checkCategoryName(category: string): void {
  const allowed = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_ .-]*(?<![ .])$/u.test(category);
  if (allowed && Buffer.byteLength(category) <= LONGEST_NAME_BYTES) return;
  const shown = category.length > 60 ? `${category.slice(0, 60)}…` : category;
  throw new InspectError(
    'invalid_argument',
    `"${shown}" cannot be the name of a category: it may have letters, digits, "_", "-", "." and spaces, must begin with a letter or digit, must not end with "." or a space, and may take ${LONGEST_NAME_BYTES} bytes at most.`,
  );
}

async function trainingFolder(dataRoot: string, category: string): Promise<string> {
  const root = await categoryFolder(dataRoot, category);
  const mvtec = join(root, 'train', GOOD);
  return (await isFolder(mvtec)) ? mvtec : root;
}

async function categoryFolder(dataRoot: string, category: string): Promise<string> {
  checkCategoryName(category);
  const folder = join(dataRoot, category);
  if (await isFolder(folder)) return folder;
  if (!(await isFolder(dataRoot))) throw noDataRoot(dataRoot);
  const known = await folderNames(dataRoot);
  const list = known.slice(0, 30).join(', ') + (known.length > 30 ? ', …' : '');
  throw new InspectError(
    'category_unknown',
    `There is no category "${category}" in ${dataRoot}. ${known.length > 0 ? `Found: ${list}.` : 'It has no folders.'}`,
  );
}

function noDataRoot(dataRoot: string): InspectError {
  return new InspectError(
    'data_not_found',
    `The data folder ${dataRoot} does not exist. Name yours with --data-root, train from a plain folder of good pictures with "train --images FOLDER", or draw sample pictures with "inspectai sample" and use --data-root samples.`,
  );
}

/** Masks by the name of the picture they belong to: `000_mask.png` or `000.png`. */
async function masksOf(folder: string): Promise<ReadonlyMap<string, string>> {
  if (!(await isFolder(folder))) return new Map();
  return new Map(
    pictureNames(await listFolder(folder)).map(file => [
      basename(file, extname(file)).replace(/_mask$/, ''),
      join(folder, file),
    ]),
  );
}

/** The pictures among some entries, sorted; hidden files are none, whatever their ending (macOS writes `._000.png`). */
function pictureNames(entries: readonly Dirent[]): string[] {
  return entries
    .filter(({ name }) => !name.startsWith('.') && isImageName(name))
    .filter(entry => !entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The folders in a folder and the links to folders, sorted, without hidden ones. */
async function folderNames(folder: string): Promise<string[]> {
  const names = (await listFolder(folder)).map(({ name }) => name).filter(name => !name.startsWith('.'));
  const areFolders = await Promise.all(names.map(name => isFolder(join(folder, name))));
  return names.filter((_, index) => areFolders[index]).sort();
}

async function listFolder(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why =
      code === 'ENOENT'
        ? 'does not exist'
        : code === 'ENOTDIR'
          ? 'is a file, not a folder'
          : `cannot be read (${code})`;
    throw new InspectError('data_not_found', `The folder ${folder} ${why}. Check the path.`, { cause });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}
