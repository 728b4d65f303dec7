import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { InspectError } from '../errors.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import { isImageName } from '../image/codec.ts';

/** A picture below a folder. */
export interface FolderPicture {
  readonly path: string;
  /** Relative to the folder with forward slashes. */
  readonly name: string;
}

const MOST_ENTRIES = 200_000;

/**
 * The pictures below a folder by name, sorted, without hidden ones.
 *
 * @throws InspectError `data_not_found` when the folder is not there, `data_invalid` when it has no picture.
 */
export async function picturesBelow(folder: string): Promise<readonly FolderPicture[]> {
  const found = await namesBelow(folder);
  const names = found.filter(name => isImageName(name) && !/(^|\/)\./.test(name)).sort();
  if (names.length > 0) return names.map(name => ({ name, path: join(folder, name) }));
  throw new InspectError(
    'data_invalid',
    `The folder ${folder} has no pictures below it; expected PNG, JPEG, BMP, TIFF or WebP files.`,
  );
}

/** @throws InspectError `invalid_argument` for a name that a category cannot have. */
export function checkNewCategory(category: string): void {
  checkCategoryName(category);
}

/** Whether there is such a folder. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}

/**
 * The real path of a folder that a request names, when it lies below one of the roots that are allowed and nothing in it
 * leads out of them.
 *
 * @param roots real paths
 * @throws InspectError `invalid_argument` when folders are not allowed or this one is not; `data_not_found`.
 */
export async function allowedFolder(path: string, roots: readonly string[]): Promise<string> {
  if (roots.length === 0)
    throw new InspectError(
      'invalid_argument',
      'This server takes no folders. Upload the pictures, or start the server with --allow-folder DIR for the folder that holds them.',
    );
  const real = await realpath(path).catch(() => null);
  // Outside of the roots nothing is told, not even what is there.
  if (real === null || !isBelow(real, roots))
    throw new InspectError(
      'invalid_argument',
      `The folder ${JSON.stringify(path.slice(0, 200))} does not lie below a folder that this server may read, or does not exist. Allowed: ${roots.join(', ')} (--allow-folder).`,
    );
  if (!(await isFolder(real)))
    throw new InspectError('data_not_found', `${real} is not a folder. Name the folder of the pictures.`);
  for (const name of await linksBelow(real)) {
    const target = await realpath(join(real, name)).catch(() => null);
    if (target === null || !isBelow(target, roots))
      throw new InspectError(
        'invalid_argument',
        `The folder ${real} has a link, ${JSON.stringify(name.slice(0, 200))}, that leads out of the folders that this server may read. Remove it, or copy the file there.`,
      );
  }
  return real;
}

function isBelow(path: string, roots: readonly string[]): boolean {
  return roots.some(root => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep));
}

async function linksBelow(folder: string): Promise<readonly string[]> {
  return (await entriesBelow(folder)).filter(({ entry }) => entry.isSymbolicLink()).map(({ name }) => name);
}

async function namesBelow(folder: string): Promise<readonly string[]> {
  return (await entriesBelow(folder)).filter(({ entry }) => !entry.isDirectory()).map(({ name }) => name);
}

async function entriesBelow(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(cause => {
    throw new InspectError('data_not_found', `The folder ${folder} cannot be read (${cause.code}).`, {
      cause,
    });
  });
  if (entries.length > MOST_ENTRIES)
    throw new InspectError(
      'data_invalid',
      `The folder ${folder} holds ${entries.length} files; at most ${MOST_ENTRIES} are taken. Name a smaller one.`,
    );
  return entries.map(entry => ({
    entry,
    name: relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'),
  }));
}
