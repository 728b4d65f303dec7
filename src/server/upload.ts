import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { TSchema } from '#bundled/typebox';
import { InspectError, storageError } from '../errors.ts';
import type { PictureFile } from '../operations/compute-tasks.ts';
import { RequestError } from './problems.ts';
import { converted } from './validation.ts';

/** The most pixels of an uploaded picture. */
export const MOST_PIXELS = 100_000_000;

/** Of a form with one picture. */
export const UPLOAD_LIMITS = {
  fileSize: 200_000_000,
  files: 1,
  fields: 20,
  parts: 21,
  fieldNameSize: 100,
  fieldSize: 4_000,
  headerPairs: 50,
};

const LONGEST_NAME = 120;

/** A form that has arrived: its fields, and its picture as a file. */
export interface Upload<Fields> {
  readonly fields: Fields;
  readonly picture: PictureFile & { readonly sha256: string };
}

/**
 * Receives a form with a picture, which goes to a file as it comes, and removes the file when the work is done.
 *
 * @param folder where the file may lie
 * @param schema what the fields are read as; `check` refuses what does not fit
 * @throws RequestError `unsupported_media_type`, `too_large`, `malformed`; InspectError `invalid_argument` when there is
 * no picture or a field does not fit, `storage_full`.
 */
export async function withUpload<Fields, Result>(
  request: FastifyRequest,
  { folder, schema, check }: { folder: string; schema: TSchema; check: (value: unknown) => Fields },
  work: (upload: Upload<Fields>) => Promise<Result>,
): Promise<Result> {
  if (!request.isMultipart())
    throw new RequestError(
      'unsupported_media_type',
      `The body is of type ${String(request.headers['content-type'] ?? 'none').slice(0, 100)}; expected a form, multipart/form-data.`,
    );
  const path = join(folder, randomUUID());
  try {
    const fields: Record<string, unknown> = Object.create(null);
    let received: { readonly name: string; readonly sha256: string } | null = null;
    for await (const part of request.parts()) {
      if (part.type === 'field') fields[part.fieldname] = textOf(part);
      else received = await receive(part, path);
    }
    const checked = check(converted(schema, fields));
    if (received === null) throw noPicture();
    return await work({ fields: checked, picture: { path, mostPixels: MOST_PIXELS, ...received } });
  } catch (cause) {
    throw explained(cause);
  } finally {
    await unlink(path).catch(() => undefined); // it has become the record's, or never came
  }
}

function textOf({ fieldname, value, valueTruncated, fieldnameTruncated }: MultipartValue): unknown {
  if (valueTruncated || fieldnameTruncated)
    throw new RequestError(
      'too_large',
      `The field "${fieldname.slice(0, 40)}" is longer than the ${UPLOAD_LIMITS.fieldSize} bytes that a field may have.`,
    );
  return value;
}

async function receive(part: MultipartFile, path: string) {
  if (part.fieldname !== 'image') {
    part.file.resume();
    throw new InspectError(
      'invalid_argument',
      `The form has a file named "${part.fieldname.slice(0, 40)}"; expected one named "image".`,
    );
  }
  const hash = createHash('sha256');
  part.file.on('data', chunk => hash.update(chunk));
  await pipeline(part.file, createWriteStream(path, { flags: 'wx' }));
  if (part.file.truncated)
    throw new RequestError(
      'too_large',
      `The picture is larger than ${UPLOAD_LIMITS.fileSize / 1e6} MB, which is the most that is taken.`,
    );
  return { name: shownName(part.filename), sha256: hash.digest('hex') };
}

/** A file's name without folders and control characters, for messages and records; never for a path. */
function shownName(name: string | undefined): string {
  const base = (name ?? '').split(/[\\/]/).at(-1)!;
  return base.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').slice(0, LONGEST_NAME) || 'picture';
}

function noPicture(): InspectError {
  return new InspectError(
    'invalid_argument',
    'The form has no picture; expected a file in the field "image".',
  );
}

/** Faults of a form as its parser throws them. */
export function explained(cause: unknown): unknown {
  const known = storageError(cause, 'receiving a picture');
  if (known instanceof InspectError || known instanceof RequestError) return known;
  const { code, message } = known as { readonly code?: string; readonly message?: string };
  if (code === 'FST_REQ_FILE_TOO_LARGE')
    return new RequestError(
      'too_large',
      `The picture is larger than ${UPLOAD_LIMITS.fileSize / 1e6} MB, which is the most that is taken.`,
    );
  if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT' || code === 'FST_FIELDS_LIMIT')
    return new RequestError(
      'too_large',
      `The form has too many parts; expected one picture and at most ${UPLOAD_LIMITS.fields} fields.`,
    );
  const isForm =
    code === 'ERR_STREAM_PREMATURE_CLOSE' || /multipart|boundary|Part terminated|form/i.test(message ?? '');
  return isForm ? new RequestError('malformed', `The form is cut off or damaged (${message}).`) : cause;
}
