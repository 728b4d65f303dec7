import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InspectError, storageError } from '../errors.ts';
import { acquireLock } from '../lock.ts';
import { contentFailure } from './download-failures.ts';
import { PartFile } from './download-part.ts';
import { type RequestOptions, requestRest } from './download-request.ts';
import { type Attempt, cancelled, withRetries } from './download-retry.ts';

/** One file to fetch, and where to. */
export interface DownloadOptions extends RequestOptions {
  /** Where the complete file goes; `<path>.part` grows beside it. */
  readonly path: string;
  /** Hex, any case. */
  readonly expectedSha256?: string | undefined;
}

/** What now lies at the path. */
export interface DownloadedFile {
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * Fetches a file to `path`, which is either right or not there: the bytes grow in `<path>.part`, survive cut
 * connections, aborts and restarts, and are moved only after size and SHA-256 have been checked.
 *
 * @throws InspectError `download_failed` when the server cannot be reached, refuses, or sends the wrong content;
 * `locked` when another process fetches the same file; `storage_full`, `storage_denied`; `cancelled`, which keeps the part.
 */
export async function downloadFile(options: DownloadOptions): Promise<DownloadedFile> {
  if (options.signal?.aborted) throw cancelled();
  await prepareFolder(options.path);
  const lock = await acquireLock(`${options.path}.part.lock`, 'The same file is being downloaded');
  try {
    const part = await PartFile.open(options.path, options.url);
    try {
      await fillPart(part, options);
      const file = await verifyPart(part, options);
      await lock.confirm();
      await part.publish(options.path);
      return file;
    } finally {
      await part.close();
    }
  } finally {
    await lock.release();
  }
}

async function prepareFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) {
    throw new InspectError(
      'storage_denied',
      `${path} is a folder, but a file is to be written there. Name a file in it.`,
    );
  }
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (cause) {
    throw storageError(cause, `creating ${dirname(path)}`);
  }
}

/** Asks for the rest until all is there; a try counts as progress when it got further than every one before it. */
async function fillPart(part: PartFile, options: DownloadOptions): Promise<void> {
  let furthest = part.sizeBytes;
  await withRetries(options, async (): Promise<Attempt<void>> => {
    const failure = isComplete(part) ? undefined : await requestRest(part, options);
    if (!failure) return { value: undefined };
    const progressed = part.sizeBytes > furthest;
    furthest = Math.max(furthest, part.sizeBytes);
    return { failure, progressed };
  });
}

function isComplete({ origin, sizeBytes }: PartFile): boolean {
  return origin !== undefined && origin.totalBytes === sizeBytes;
}

async function verifyPart(part: PartFile, options: DownloadOptions): Promise<DownloadedFile> {
  const { sizeBytes } = part;
  const expected = options.expectedSha256?.toLowerCase();
  const sha256 = await part.sha256(options.signal).catch(cause => {
    throw options.signal?.aborted ? cancelled(cause) : storageError(cause, `reading ${part.path}`);
  });
  if (options.expectedSizeBytes !== undefined && options.expectedSizeBytes !== sizeBytes) {
    await part.discard();
    throw wrongContent(options.url, `${sizeBytes} bytes`, `${options.expectedSizeBytes} bytes`);
  }
  if (expected !== undefined && expected !== sha256) {
    await part.discard();
    throw wrongContent(options.url, `SHA-256 ${sha256}`, `SHA-256 ${expected}`);
  }
  return { sizeBytes, sha256 };
}

function wrongContent(url: string, found: string, expected: string): InspectError {
  return contentFailure(
    `${url} holds other content than it should: found ${found}, expected ${expected}. The download was deleted; ` +
      'try again, and if it stays so, the file was replaced at its source or altered on the way.',
    false,
  ).error;
}
