import { access, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InspectError } from '../errors.ts';
import { writeFileAtomically } from '../files.ts';

/** In a category's folder: the name of the version that inspections use. */
export const CURRENT = 'current';

const NAME = /^v([1-9]\d*)$/;

/** Makes a version the one that inspections use; readers see the old one or the new one. */
export async function activateVersion(folder: string, version: string): Promise<void> {
  await writeFileAtomically(join(folder, CURRENT), `${version}\n`);
  await syncFolder(folder);
}

/** The version that inspections use, or null when the category has no model. */
export async function currentVersion(folder: string): Promise<string | null> {
  const text = await readFile(join(folder, CURRENT), 'utf8').catch(() => null);
  return text === null ? null : text.trim();
}

/** Whether the category has a model that inspections use; one look at the disk. */
export async function hasCurrentVersion(folder: string): Promise<boolean> {
  return access(join(folder, CURRENT)).then(
    () => true,
    () => false,
  );
}

/** The versions of a category, oldest first; none where there is no such folder. */
export async function listVersions(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const numbers = names.flatMap(name => NAME.exec(name)?.[1] ?? []).map(Number);
  return numbers.sort((a, b) => a - b).map(number => `v${number}`);
}

/** The name of the version that is written next. */
export async function nextVersion(folder: string): Promise<string> {
  const last = (await listVersions(folder)).at(-1);
  return `v${Number(last?.slice(1) ?? 0) + 1}`;
}

/** Whether this can be the name of a version. */
export function isVersionName(name: string): boolean {
  return NAME.test(name);
}

/**
 * Checks that a category has the version that a user named.
 *
 * @throws InspectError `invalid_argument` for what is no version's name, `model_not_found` with the versions there are.
 */
export async function checkVersion(folder: string, category: string, version: string): Promise<void> {
  if (!isVersionName(version))
    throw new InspectError(
      'invalid_argument',
      `"${version.slice(0, 40)}" is not a version; expected a name such as v1. "inspectai models list --category ${category}" shows them.`,
    );
  const known = await listVersions(folder);
  if (known.includes(version)) return;
  const found = known.length > 0 ? `it has ${known.join(', ')}` : 'it has none';
  throw new InspectError(
    'model_not_found',
    `The category "${category}" has no version ${version} in ${folder}; ${found}.`,
  );
}

/** Removes a version that never came into use; needs the category's lock. */
export async function removeVersion(folder: string, version: string): Promise<void> {
  await rm(join(folder, version), { recursive: true, force: true });
}

/** Removes what a process that was killed while it saved has left in a category's folder; needs the category's lock. */
export async function removeUnfinished(folder: string): Promise<void> {
  const unfinished = (await readdir(folder)).filter(name => /^\..+\.tmp$/.test(name));
  for (const name of unfinished) await rm(join(folder, name), { recursive: true, force: true });
}

/** Makes renames in a folder survive a loss of power. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // folders cannot be opened there
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
