import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InspectError, throwIfCancelled } from '../errors.ts';
import type { GoodPictures } from '../evaluation/dataset.ts';
import { sha256 } from '../files.ts';
import { decodeImage } from '../image/codec.ts';
import type { Run } from './reporter.ts';

/** A training picture that has been read once: it can be decoded. */
export interface CheckedPicture {
  /** Relative to the folder of good pictures, with forward slashes. */
  readonly name: string;
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
}

export interface CheckedPictures {
  readonly pictures: readonly CheckedPicture[];
  /** Pictures that cannot be decoded, with the reason. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

const AT_ONCE = 4;
const NAMED = 5;

/**
 * Reads every training picture once, so that all bad ones are known before anything is computed.
 *
 * @throws InspectError `data_invalid` that names the bad pictures, unless they may be skipped.
 */
export async function checkTrainingPictures(
  { folder, names }: GoodPictures,
  skipBad: boolean,
  { reporter, signal }: Run,
): Promise<CheckedPictures> {
  const results: (CheckedPicture | InspectError)[] = [];
  for (let from = 0; from < names.length; from += AT_ONCE) {
    throwIfCancelled(signal);
    results.push(
      ...(await Promise.all(names.slice(from, from + AT_ONCE).map(name => checkPicture(folder, name)))),
    );
    reporter.progress('checking pictures', results.length, names.length);
  }
  const pictures = results.filter((result): result is CheckedPicture => !(result instanceof InspectError));
  const skipped = results.flatMap((result, index) =>
    result instanceof InspectError ? [{ path: names[index]!, reason: result.message }] : [],
  );
  if (skipped.length > 0 && !skipBad) throw badPictures(folder, skipped, names.length);
  return { pictures, skipped };
}

async function checkPicture(folder: string, name: string): Promise<CheckedPicture | InspectError> {
  const path = join(folder, name);
  try {
    const bytes = await readFile(path).catch(cause => {
      throw new InspectError('image_unreadable', `${path} cannot be read (${cause.code}).`, { cause });
    });
    const { width, height } = await decodeImage(bytes, path);
    return { name, sha256: sha256(bytes), width, height };
  } catch (cause) {
    if (cause instanceof InspectError) return cause;
    throw cause;
  }
}

function badPictures(folder: string, bad: CheckedPictures['skipped'], total: number): InspectError {
  const list = bad
    .slice(0, NAMED)
    .map(({ path }) => path)
    .join(', ');
  const more = bad.length > NAMED ? ` and ${bad.length - NAMED} more` : '';
  return new InspectError(
    'data_invalid',
    `${bad.length} of ${total} pictures in ${folder} cannot be read: ${list}${more}. First reason: ${bad[0]!.reason} Repair or remove them, or train without them with --skip-bad.`,
  );
}
