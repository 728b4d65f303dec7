import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { InspectError } from '../errors.ts';
import { nameInTestSet, type TestPicture, testPictures } from '../evaluation/dataset.ts';
import { resultNames } from './result-names.ts';

/** A picture to inspect and what its results are called. */
export interface PictureToInspect extends Pick<TestPicture, 'path' | 'name' | 'maskPath'> {
  /** Where its results go inside the category's results folder, without `_result.png`. */
  readonly resultName: string;
}

/**
 * The pictures that were named, with their masks where they belong to the test set; the whole test set when none was
 * named. A picture of the test set always has the same result name, and no two pictures share one.
 *
 * @throws InspectError `data_not_found` for a picture that is not there; else as `testPictures`.
 */
export async function picturesToInspect(
  dataRoot: string,
  category: string,
  images: readonly string[],
): Promise<readonly PictureToInspect[]> {
  const named = new Map(images.map(path => [resolve(path), path]));
  for (const path of named.values()) await checkPicture(path);
  const isInTestSet = (path: string) => nameInTestSet(dataRoot, category, path) !== null;
  const tests = images.length === 0 || images.some(isInTestSet) ? await testPictures(dataRoot, category) : [];
  const testPaths = new Set(tests.map(test => resolve(test.path)));
  const outside = [...named]
    .filter(([absolute]) => !testPaths.has(absolute))
    .map(([absolute, path]) => ({ path, name: nameOf(absolute), maskPath: null }));
  const all = [...tests, ...outside];
  const names = resultNames(all.map(picture => picture.name));
  const known = new Map(
    all.map((picture, index) => [resolve(picture.path), { ...picture, resultName: names[index]! }]),
  );
  if (images.length === 0) return [...known.values()];
  return [...named].map(([absolute, path]) => ({ ...known.get(absolute)!, path }));
}

/** The error when not one picture of several could be inspected. */
export function noneReadable(pictures: number, firstReason: string): InspectError {
  return new InspectError(
    'data_invalid',
    `None of the ${pictures} pictures can be read. First reason: ${firstReason}`,
  );
}

async function checkPicture(path: string): Promise<void> {
  const failure = await stat(path).then(
    found => (found.isFile() ? null : 'is not a file'),
    cause => (cause.code === 'ENOENT' ? 'does not exist' : `cannot be reached (${cause.code})`),
  );
  if (failure === null) return;
  throw new InspectError(
    'data_not_found',
    `The picture ${path} ${failure}. Name picture files with --image.`,
  );
}

/** Folder and file: `new/a.png`. */
function nameOf(absolute: string): string {
  return `${basename(dirname(absolute)) || 'images'}/${basename(absolute)}`;
}
