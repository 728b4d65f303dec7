import { readFile, rm } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { InspectError, storageError } from '../errors.ts';
import { sha256, writeFileAtomically } from '../files.ts';
import { type RegressionPicture, RegressionSet } from '../schemas/regression.ts';
import { parseDocument, textOf } from './json-document.ts';

const PICTURES = 'pictures';
const MASKS = 'masks';

/** Bytes to keep with a picture of the set. */
export interface RegressionFiles {
  readonly picture: Uint8Array;
  readonly mask: Uint8Array | null;
}

/** The folder of a category's regression set. */
function regressionFolder(categoryFolder: string): string {
  return join(categoryFolder, 'regression');
}

/**
 * The pictures of a category's regression set; none when there is no set.
 *
 * @throws InspectError `data_invalid` when its list cannot be read.
 */
export async function readRegressionSet(categoryFolder: string): Promise<readonly RegressionPicture[]> {
  const path = listFile(categoryFolder);
  const text = await textOf(path);
  if (text === null) return [];
  const parsed = parseDocument(RegressionSet, text);
  if (parsed.fault === null) return parsed.document.pictures;
  throw new InspectError(
    'data_invalid',
    `The regression set ${path} is damaged: ${parsed.fault}. Restore the file, or remove it to begin a new set.`,
  );
}

/**
 * The bytes of a picture of the set.
 *
 * @throws InspectError `data_invalid` when they are missing or altered.
 */
export async function readRegressionPicture(
  categoryFolder: string,
  { file, name, sha256: recorded }: RegressionPicture,
): Promise<Uint8Array> {
  const path = join(regressionFolder(categoryFolder), PICTURES, file);
  const bytes = await readFile(path).catch(cause => {
    throw damaged(name, `${path} cannot be read (${cause.code})`);
  });
  if (sha256(bytes) === recorded) return bytes;
  throw damaged(name, `the SHA-256 of ${path} is not the one that was recorded`);
}

/** The file of the mask of a picture of the set, or null. */
export function regressionMask(categoryFolder: string, { mask }: RegressionPicture): string | null {
  return mask && join(regressionFolder(categoryFolder), MASKS, mask.file);
}

/** The entry for a picture that is to join the set, with the names of its files. */
export function regressionEntry(
  path: string,
  { picture, mask }: RegressionFiles,
  facts: Pick<RegressionPicture, 'label' | 'reason' | 'width' | 'height'>,
): RegressionPicture {
  const hash = sha256(picture);
  const maskHash = mask && sha256(mask);
  const absolute = resolve(path);
  return {
    sha256: hash,
    ...facts,
    name: `${basename(dirname(absolute)) || 'images'}/${basename(absolute)}`,
    file: `${hash}${extname(path).toLowerCase()}`,
    mask: maskHash === null ? null : { file: `${maskHash}.png`, sha256: maskHash },
  };
}

/** Adds pictures to the set: their files first, the list last. Needs the category's lock. */
export async function extendRegressionSet(
  categoryFolder: string,
  added: readonly { readonly entry: RegressionPicture; readonly files: RegressionFiles }[],
): Promise<void> {
  const known = await readRegressionSet(categoryFolder);
  const folder = regressionFolder(categoryFolder);
  for (const { entry, files } of added) {
    await writeFileAtomically(join(folder, PICTURES, entry.file), files.picture);
    if (entry.mask && files.mask) await writeFileAtomically(join(folder, MASKS, entry.mask.file), files.mask);
  }
  await writeList(categoryFolder, [...known, ...added.map(({ entry }) => entry)]);
}

/** Takes pictures out of the set: the list first, then their files. Needs the category's lock. */
export async function shrinkRegressionSet(
  categoryFolder: string,
  removed: readonly RegressionPicture[],
): Promise<void> {
  const known = await readRegressionSet(categoryFolder);
  const left = known.filter(({ sha256: hash }) => !removed.some(picture => picture.sha256 === hash));
  await writeList(categoryFolder, left);
  const folder = regressionFolder(categoryFolder);
  for (const { file, mask } of removed) {
    await remove(join(folder, PICTURES, file));
    const isShared = left.some(picture => picture.mask?.sha256 === mask?.sha256);
    if (mask && !isShared) await remove(join(folder, MASKS, mask.file));
  }
}

async function writeList(categoryFolder: string, pictures: readonly RegressionPicture[]): Promise<void> {
  const set: RegressionSet = { schema_version: 1, pictures: [...pictures] };
  await writeFileAtomically(listFile(categoryFolder), `${JSON.stringify(set, null, 2)}\n`);
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true }).catch(cause => {
    throw storageError(cause, `removing ${path}`);
  });
}

function listFile(categoryFolder: string): string {
  return join(regressionFolder(categoryFolder), 'set.json');
}

function damaged(name: string, why: string): InspectError {
  return new InspectError(
    'data_invalid',
    `The picture ${name} of the regression set is damaged: ${why}. Remove it with "inspectai regression remove" and add it again.`,
  );
}
