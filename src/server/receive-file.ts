import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { storageError } from '../errors.ts';
import { RequestError } from './problems.ts';
import { checkRoom } from './room.ts';

/** What a body that is a file may be. */
export interface ExpectedFile {
  readonly mediaType: string;
  readonly mostBytes: number;
  /** Part of a sentence, such as `a model`. */
  readonly what: string;
}

/**
 * Receives a body that is a file, which goes to the disk as it comes, and removes the file when the work is done.
 *
 * @param folder where the file may lie
 * @throws RequestError `too_large`, `unsupported_media_type`, `malformed`; InspectError `storage_full`.
 */
export async function withReceivedFile<Result>(
  { body, headers }: Pick<FastifyRequest, 'body' | 'headers'>,
  folder: string,
  expected: ExpectedFile,
  work: (file: string) => Promise<Result>,
): Promise<Result> {
  const file = join(folder, randomUUID());
  try {
    if (Number(headers['content-length'] ?? 0) > expected.mostBytes) throw tooLarge(expected);
    await checkRoom(folder, headers['content-length']);
    await receive(body, file, expected);
    return await work(file);
  } finally {
    await rm(file, { force: true });
  }
}

async function receive(body: unknown, file: string, expected: ExpectedFile): Promise<void> {
  let bytes = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.byteLength;
      done(bytes > expected.mostBytes ? tooLarge(expected) : null, chunk);
    },
  });
  if (typeof (body as Readable | null)?.pipe !== 'function')
    throw new RequestError(
      'unsupported_media_type',
      `The body is empty; expected a file of type ${expected.mediaType}.`,
    );
  try {
    await pipeline(body as Readable, counting, createWriteStream(file, { flags: 'wx' }));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ECONNRESET')
      throw new RequestError('malformed', 'The file was cut off on its way. Send it again.');
    throw storageError(cause, `receiving ${expected.what}`);
  }
}

function tooLarge({ mostBytes, what }: ExpectedFile): RequestError {
  return new RequestError(
    'too_large',
    `The file is larger than ${mostBytes / 1e9} GB, which is the most that ${what} may take.`,
  );
}
