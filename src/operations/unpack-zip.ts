import { createWriteStream } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { InspectError, throwIfCancelled } from '../errors.ts';
import { uploadName } from './upload-name.ts';
import { type ZipEntry as Entry, openZip, type ZipReader as ZipFile } from './zip.ts';

/** What an archive may hold. */
export interface ArchiveLimits {
  readonly files: number;
  readonly fileBytes: number;
  readonly totalBytes: number;
  /** Bytes of the disk that are left alone. */
  readonly reserveBytes: number;
}

/** What was unpacked. */
export interface Unpacked {
  readonly pictures: number;
  readonly bytes: number;
  /** Files that are no pictures by their names, and were left out. */
  readonly ignored: number;
}

interface Picture {
  readonly name: string;
  readonly entry: Entry;
}

/** A bomb is small and says that it is large; pictures shrink to a twentieth at best, drawings to a hundredth. */
const MOST_RATIO = 200;
const RATIO_FROM_BYTES = 1_000_000;
const WHAT = 'The ZIP archive';

/**
 * Unpacks the pictures of a ZIP archive into a new folder. Everything that the archive says of itself is checked before
 * the first file is written; sizes and checksums are checked again while they are.
 *
 * @param folder made here; on failure the caller removes it
 * @throws InspectError `data_invalid` for what is no archive, is damaged or encrypted, for names that lead elsewhere,
 * links, and more or larger files than may be; `storage_full`; `cancelled`.
 */
export async function unpackZip(
  path: string,
  folder: string,
  limits: ArchiveLimits,
  signal?: AbortSignal,
): Promise<Unpacked> {
  let zip: ZipFile | undefined;
  try {
    zip = await openZip(path, { decodeStrings: false });
    const { pictures, ignored } = await checkedPictures(zip, limits);
    const bytes = pictures.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
    await checkRoom(dirname(folder), bytes, limits);
    for (const picture of pictures) {
      throwIfCancelled(signal);
      await extract(zip, picture, folder);
    }
    return { pictures: pictures.length, bytes, ignored };
  } catch (cause) {
    throw cause instanceof InspectError || (cause as NodeJS.ErrnoException).syscall ? cause : damaged(cause);
  } finally {
    zip?.close();
  }
}

async function checkedPictures(zip: ZipFile, { files, fileBytes, totalBytes }: ArchiveLimits) {
  const pictures: Picture[] = [];
  const seen = new Set<string>();
  let [ignored, bytes, entries] = [0, 0, 0];
  for await (const entry of zip.eachEntry()) {
    if (++entries > 2 * files)
      throw refused(`has more than ${2 * files} entries; at most ${files} pictures are taken at once`);
    const name = checkedName(entry);
    if (name === null) {
      if (!isFolder(entry)) ignored++;
      continue;
    }
    checkEntry(entry, name, fileBytes);
    const key = name.normalize('NFC').toLowerCase();
    if (seen.has(key)) throw refused(`holds ${shown(name)} twice (capital letters do not count)`);
    seen.add(key);
    bytes += entry.uncompressedSize;
    pictures.push({ name, entry });
    if (pictures.length > files) throw refused(`has more than ${files} pictures, which is the most at once`);
    if (bytes > totalBytes)
      throw refused(`unpacks to more than ${inMegabytes(totalBytes)}, which is the most at once`);
  }
  return { pictures, ignored };
}

function isFolder({ fileNameRaw }: Entry): boolean {
  return fileNameRaw.at(-1) === 0x2f;
}

/** Null for folders and what is left out. */
function checkedName(entry: Entry): string | null {
  const raw = entry.fileNameRaw;
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    throw refused(
      `holds a file whose name is not UTF-8 (${JSON.stringify(raw.toString('latin1').slice(0, 80))}); rename it with plain letters`,
    );
  }
  const checked = uploadName(name.replace(/\/$/, ''), WHAT);
  return isFolder(entry) ? null : checked;
}

function checkEntry(entry: Entry, name: string, fileBytes: number): void {
  const { uncompressedSize, compressedSize, externalFileAttributes } = entry;
  if (entry.isEncrypted())
    throw refused(`is encrypted (${shown(name)}); pack the pictures without a password`);
  const type = (externalFileAttributes >>> 16) & 0o170000;
  if (type !== 0 && type !== 0o100000)
    throw refused(`holds ${shown(name)}, which is a link or device and not a file`);
  if (!entry.canDecodeFileData())
    throw refused(`is packed with method ${entry.compressionMethod}; expected "deflate" or "store"`);
  if (uncompressedSize > fileBytes)
    throw refused(
      `holds ${shown(name)} of ${inMegabytes(uncompressedSize)}; the most is ${inMegabytes(fileBytes)}`,
    );
  if (uncompressedSize > RATIO_FROM_BYTES && uncompressedSize > MOST_RATIO * compressedSize)
    throw refused(
      `holds ${shown(name)}, which unpacks to ${Math.round(uncompressedSize / Math.max(1, compressedSize))} times its size; no picture does, so it looks like an attack`,
    );
}

async function extract(zip: ZipFile, { name, entry }: Picture, folder: string): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  const content = await zip.openReadStreamPromise(entry);
  let sum = 0;
  content.on('data', (chunk: Buffer) => {
    sum = crc32(chunk, sum);
  });
  await pipeline(content, createWriteStream(path, { flags: 'wx' }));
  if (sum !== entry.crc32) throw refused(`is damaged: the checksum of ${shown(name)} does not match`);
}

async function checkRoom(folder: string, bytes: number, { reserveBytes }: ArchiveLimits): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bytes + reserveBytes <= bavail * bsize) return;
  throw new InspectError(
    'storage_full',
    `${WHAT} unpacks to ${inMegabytes(bytes)} and the disk of the server has ${inMegabytes(bavail * bsize)} left, of which ${inMegabytes(reserveBytes)} stay free. Free some space on the server, or send fewer pictures at once.`,
  );
}

function refused(why: string): InspectError {
  return new InspectError('data_invalid', `${WHAT} ${why}. Nothing of it was taken.`);
}

function damaged(cause: unknown): InspectError {
  return new InspectError(
    'data_invalid',
    `${WHAT} cannot be read: ${(cause as Error).message.replace(/\.$/, '')}. Pack the pictures again and send them anew.`,
    { cause },
  );
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 80));
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
}
