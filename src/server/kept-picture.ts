import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { storageError } from '../errors.ts';
import { readBlob } from '../history/blobs.ts';
import type { Inspection } from '../schemas/inspection.ts';
import { checkKept } from './kept-file.ts';

/** Files that a piece of work reads; they are gone when it has ended. */
export interface WorkFiles {
  /** The picture, under the name that it was inspected by. */
  readonly picture: string;
  /** Null when none was given. */
  readonly mask: string | null;
}

/**
 * Lays the kept picture of an inspection, and a mask, into files for as long as `work` takes.
 *
 * @param mask a picture file
 * @throws RequestError `not_found` when the picture is not kept any more.
 */
export async function withKeptPicture<Result>(
  { uploads, blobs }: Pick<Context, 'uploads' | 'blobs'>,
  inspection: Inspection,
  work: (files: WorkFiles) => Promise<Result>,
  mask: Uint8Array | null = null,
): Promise<Result> {
  checkKept(inspection);
  const { picture } = inspection;
  const bytes = await readBlob(blobs, picture.sha256);
  const folder = join(uploads, randomUUID());
  try {
    const files = {
      picture: join(folder, 'inspected', fileName(picture.name)),
      mask: mask && join(folder, 'mask.png'),
    };
    await mkdir(join(folder, 'inspected'), { recursive: true });
    await writeFile(files.picture, bytes);
    if (files.mask && mask) await writeFile(files.mask, mask);
    return await work(files);
  } catch (cause) {
    throw storageError(cause, 'laying out the picture');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Characters; at four bytes each, what every file system takes. */
const LONGEST_NAME = 60;

/** A name that leaves no folder and hides no file, whatever the client called the picture. */
function fileName(name: string): string {
  const plain = name
    .split(/[/\\]/)
    .at(-1)!
    .replaceAll(/[^\p{L}\p{N}._ -]/gu, '_');
  return plain.replace(/^[. ]*/, '').slice(-LONGEST_NAME) || 'picture';
}
