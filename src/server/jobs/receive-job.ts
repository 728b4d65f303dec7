import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { InspectError } from '../../errors.ts';
import { unpackZip } from '../../operations/unpack-zip.ts';
import { uploadName } from '../../operations/upload-name.ts';
import type { JobInput } from '../../schemas/job.ts';
import { RequestError } from '../problems.ts';
import { checkRoom, RESERVE_BYTES } from '../room.ts';
import { explained } from '../upload.ts';

/** Of a form with the pictures of a job. */
const JOB_LIMITS = {
  files: 10_000,
  fileBytes: 200_000_000,
  totalBytes: 20_000_000_000,
  reserveBytes: RESERVE_BYTES,
};

/** `PK` and the mark of a file, or of the end of an empty archive. */
const ARCHIVE_STARTS = ['504b0304', '504b0506'];

/** What was received; `folder` is to be moved away. */
export interface ReceivedJob {
  /** Text, or values where JSON was sent. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly isForm: boolean;
  readonly upload: {
    readonly folder: string;
    readonly input: JobInput;
    /** SHA-256 over names and contents. */
    readonly sha256: string;
  } | null;
}

interface Receiving {
  readonly folder: string;
  readonly fields: Record<string, unknown>;
  readonly hashes: string[];
  archive: string | null;
  files: number;
  ignored: number;
  bytes: number;
}

/**
 * Receives what a job is asked with: JSON, or a form whose pictures, single files or one ZIP archive, go to the disk as
 * they come. The folder is removed when the work is done, unless it was moved away.
 *
 * @param uploads where the folder may lie
 * @throws RequestError `unsupported_media_type`, `too_large`, `malformed`; InspectError `data_invalid` for names and
 * archives that cannot be trusted, `storage_full`.
 */
export async function withReceivedJob<Result>(
  request: FastifyRequest,
  uploads: string,
  work: (received: ReceivedJob) => Promise<Result>,
): Promise<Result> {
  if (!request.isMultipart()) return work({ fields: jsonBody(request), isForm: false, upload: null });
  const folder = join(uploads, randomUUID());
  try {
    await checkRoom(uploads, request.headers['content-length']);
    await mkdir(folder);
    return await work(await receiveForm(request, folder));
  } catch (cause) {
    throw explainedLimits(cause);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function jsonBody({ body, headers }: FastifyRequest): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw new RequestError(
    'unsupported_media_type',
    `The body is of type ${String(headers['content-type'] ?? 'none').slice(0, 100)}; expected a JSON object, or a form (multipart/form-data) with pictures.`,
  );
}

async function receiveForm(request: FastifyRequest, folder: string): Promise<ReceivedJob> {
  const to: Receiving = {
    ...{ folder, fields: Object.create(null), hashes: [], archive: null },
    ...{ files: 0, ignored: 0, bytes: 0 },
  };
  const limits = {
    ...{ fileSize: JOB_LIMITS.totalBytes, files: JOB_LIMITS.files, fields: 60 },
    ...{ parts: JOB_LIMITS.files + 60, fieldSize: 4_000, fieldNameSize: 100, headerPairs: 50 },
  };
  for await (const part of request.parts({ limits, preservePath: true })) {
    if (part.type === 'file') await receiveFile(part, to);
    else if (part.valueTruncated || part.fieldnameTruncated)
      throw new RequestError('too_large', 'A field of the form is longer than the 4,000 bytes it may have.');
    else to.fields[part.fieldname] = part.value;
  }
  const { fields, files, archive } = to;
  if (files === 0 && archive === null) return { fields, isForm: true, upload: null };
  const pictures = join(folder, 'pictures');
  const sha256 = createHash('sha256').update(to.hashes.sort().join('\n')).digest('hex');
  const unpacked =
    archive === null
      ? { pictures: files - to.ignored, bytes: to.bytes, ignored: to.ignored }
      : await unpackZip(archive, pictures, JOB_LIMITS);
  if (unpacked.pictures === 0)
    throw new InspectError(
      'data_invalid',
      `No picture was sent: ${unpacked.ignored} files are none by their names. Expected PNG, JPEG, BMP, TIFF or WebP files.`,
    );
  return {
    fields,
    isForm: true,
    upload: { folder: pictures, input: { kind: 'upload', ...unpacked }, sha256 },
  };
}

/** Fields of files: `pictures`, and `masks` of missed defects. */
async function receiveFile(part: MultipartFile, to: Receiving): Promise<void> {
  const { fieldname, filename } = part;
  if (fieldname !== 'pictures' && fieldname !== 'masks') {
    part.file.resume();
    throw new InspectError(
      'invalid_argument',
      `The form has a file in the field "${fieldname.slice(0, 40)}"; expected "pictures" (many files, or one ZIP archive) and "masks".`,
    );
  }
  if (to.archive !== null) throw archiveBesideFiles();
  const temporary = join(to.folder, `part-${to.files}`);
  const { isArchive, sha256 } = await store(part, temporary, to);
  to.hashes.push(`${fieldname} ${filename} ${sha256}`);
  if (isArchive && to.files > 0) throw archiveBesideFiles();
  if (isArchive) {
    to.archive = temporary;
    return;
  }
  to.files++;
  const name = uploadName(fieldname === 'masks' ? `masks/${filename}` : filename, 'The form');
  if (name === null) to.ignored++;
  else await place(temporary, join(to.folder, 'pictures', name), name);
}

function archiveBesideFiles(): InspectError {
  return new InspectError(
    'invalid_argument',
    'The form has a ZIP archive beside other files. Send one archive with everything in it, or files alone.',
  );
}

/** Writes a file; whether it is an archive, its first bytes say. */
async function store(part: MultipartFile, path: string, to: Receiving) {
  const hash = createHash('sha256');
  let [bytes, isArchive] = [0, false];
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    let head: Buffer = Buffer.alloc(0);
    for await (const chunk of chunks) {
      if (head.length < 4) {
        head = Buffer.concat([head, chunk.subarray(0, 4)]).subarray(0, 4);
        isArchive = ARCHIVE_STARTS.includes(head.toString('hex'));
      }
      bytes += chunk.length;
      to.bytes += chunk.length;
      if (to.bytes > JOB_LIMITS.totalBytes) throw tooLarge('The form', JOB_LIMITS.totalBytes);
      if (!isArchive && bytes > JOB_LIMITS.fileBytes)
        throw tooLarge(`The file ${JSON.stringify(part.filename.slice(0, 80))}`, JOB_LIMITS.fileBytes);
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(part.file, counted, createWriteStream(path, { flags: 'wx' }));
  return { isArchive, sha256: hash.digest('hex') };
}

async function place(from: string, path: string, name: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const isTaken = await statfs(path).then(
    () => true,
    () => false,
  );
  if (isTaken)
    throw new InspectError(
      'data_invalid',
      `The form has two files named ${JSON.stringify(name)}; give each a name of its own.`,
    );
  await rename(from, path);
}

function tooLarge(what: string, bytes: number): RequestError {
  return new RequestError(
    'too_large',
    `${what} is larger than ${bytes / 1e6} MB, which is the most that is taken.`,
  );
}

function explainedLimits(cause: unknown): unknown {
  const { code } = cause as { readonly code?: string };
  if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT' || code === 'FST_FIELDS_LIMIT')
    return new RequestError(
      'too_large',
      `The form has too many parts; at most ${JOB_LIMITS.files} files and 60 fields are taken at once.`,
    );
  return explained(cause);
}
