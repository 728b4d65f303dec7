import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import { InspectError } from '../errors.ts';
import { isImageName } from '../image/codec.ts';

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
  const names = entries
    .filter(entry => !entry.isDirectory() && isImageName(entry.name))
    .map(entry => entry.name);
  if (names.length === 0) {
    throw new InspectError(
      'data_invalid',
      `The folder ${folder} has no pictures (found ${entries.length} other entries; PNG, JPEG, BMP, TIFF and WebP are read).`,
    );
  }
  return { folder, names: names.sort() };
}

/**
 * Lists the test pictures of a category in MVTec layout, with their masks.
 *
 * @throws InspectError `data_not_found`, `category_unknown` or `data_invalid`.
 */
export async function testPictures(dataRoot: string, category: string): Promise<readonly TestPicture[]> {
  const root = await categoryFolder(dataRoot, category);
  const test = join(root, 'test');
  if (!(await isFolder(test))) {
    throw new InspectError(
      'data_not_found',
      `The category "${category}" has no test pictures: ${test} does not exist (expected ${join('test', GOOD)} and ${join('test', '<defect type>')}).`,
    );
  }
  const pictures: TestPicture[] = [];
  for (const type of (await listFolder(test))
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort()) {
    const files = (await listFolder(join(test, type)))
      .filter(entry => isImageName(entry.name))
      .map(entry => entry.name);
    const masks = type === GOOD ? new Map<string, string>() : await masksOf(join(root, 'ground_truth', type));
    for (const file of files.sort()) {
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
  const found: string[] = [];
  for (const entry of await listFolder(dataRoot)) {
    if (!entry.name.startsWith('.') && (await isFolder(join(dataRoot, entry.name, 'train', GOOD))))
      found.push(entry.name);
  }
  if (found.length === 0)
    throw new InspectError(
      'data_invalid',
      `The data set ${dataRoot} has no category: no folder in it holds ${join('train', GOOD)}.`,
    );
  return found.sort();
}

/** The name of a picture inside a test folder, or null when it lies elsewhere. */
export function nameInTestSet(dataRoot: string, category: string, path: string): string | null {
  const name = relative(join(dataRoot, category, 'test'), path);
  return name.startsWith('..') || name.split(sep).length !== 2 ? null : name.split(sep).join('/');
}

/** @throws InspectError `invalid_argument` for a name that could not be a folder of its own. */
export function checkCategoryName(category: string): void {
  if (/^[\p{L}\p{N}_][\p{L}\p{N}_ .-]{0,99}$/u.test(category) && !category.endsWith('.')) return;
  throw new InspectError(
    'invalid_argument',
    `"${category}" cannot be the name of a category: letters, digits, "_", "-", "." and spaces are allowed, 100 characters at most, starting with a letter or digit.`,
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
  if (!(await isFolder(dataRoot))) {
    throw new InspectError(
      'data_not_found',
      `The data folder ${dataRoot} does not exist. Name it with --data-root, or the folder of good pictures with --images.`,
    );
  }
  const known = (await listFolder(dataRoot))
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(entry => entry.name);
  throw new InspectError(
    'category_unknown',
    `There is no category "${category}" in ${dataRoot}. ${known.length > 0 ? `Found: ${known.sort().slice(0, 30).join(', ')}.` : 'The folder is empty.'}`,
  );
}

/** Masks by the name of the picture they belong to: `000_mask.png` or `000.png`. */
async function masksOf(folder: string): Promise<ReadonlyMap<string, string>> {
  if (!(await isFolder(folder))) return new Map();
  const files = (await listFolder(folder)).filter(entry => isImageName(entry.name)).map(entry => entry.name);
  return new Map(
    files.map(file => [basename(file, extname(file)).replace(/_mask$/, ''), join(folder, file)]),
  );
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
