import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Type from '#bundled/typebox';
import Value from '#bundled/typebox/value';
import { InspectError } from '../errors.ts';
import { sha256, writeDurably } from '../files.ts';

/** A file of a backup: its path in it, with forward slashes, and the SHA-256 of its content. */
export interface BackupFile {
  readonly path: string;
  readonly sha256: string;
}

/** `backup.json`: what a backup is of. */
export const BackupFacts = Type.Object({
  format: Type.Literal(1),
  product: Type.Literal('inspectai'),
  created_at: Type.String(),
  database: Type.Enum(['sqlite', 'postgresql'], {
    description: 'Whether history.sqlite is in it; PostgreSQL is backed up with its own programs.',
  }),
  files: Type.Integer(),
  bytes: Type.Integer(),
  missing_blobs: Type.Array(Type.String(), {
    description: 'Pictures that the history refers to and that were missing or damaged when it was made.',
  }),
  sums_sha256: Type.String({ description: 'SHA-256 of SHA256SUMS.' }),
});
export type BackupFacts = Type.Static<typeof BackupFacts>;

/** The file of the facts, and the list of all others in the format of `sha256sum`. */
const FACTS = 'backup.json';
const SUMS = 'SHA256SUMS';
/** The database in a backup. */
export const DATABASE = 'history.sqlite';

const CHUNK_BYTES = 1 << 20;
const PATH = /^(history\.sqlite|blobs\/[0-9a-f]{2}\/[0-9a-f]{62}|models(\/[^/\\\p{Cc}]+)+)$/u;

/** Copies a file so that it survives a loss of power, and says what it was. Creates missing folders. */
export async function copyHashed(
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  await mkdir(dirname(to), { recursive: true });
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(to, 'wx', 0o600);
  try {
    for await (const chunk of createReadStream(from, {
      highWaterMark: CHUNK_BYTES,
      ...(signal && { signal }),
    })) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).byteLength;
      await file.appendFile(chunk as Buffer);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** Writes the list of files and, last, the facts. */
export async function writeFacts(
  folder: string,
  files: readonly BackupFile[],
  facts: Omit<BackupFacts, 'format' | 'product' | 'files' | 'sums_sha256'>,
): Promise<BackupFacts> {
  const sums = Buffer.from(files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join(''));
  await writeDurably(join(folder, SUMS), sums);
  const all: BackupFacts = {
    format: 1,
    product: 'inspectai',
    files: files.length,
    ...facts,
    sums_sha256: sha256(sums),
  };
  await writeDurably(join(folder, FACTS), `${JSON.stringify(all, null, 2)}\n`);
  return all;
}

/**
 * Reads what a backup says it holds. No path leads out of it.
 *
 * @throws InspectError `data_not_found` when it is no backup; `data_invalid` when these files are altered, or were
 * written by another version of the program.
 */
export async function readFacts(
  folder: string,
): Promise<{ readonly facts: BackupFacts; readonly files: readonly BackupFile[] }> {
  const read = (name: string) =>
    readFile(join(folder, name)).catch(cause => {
      throw new InspectError(
        'data_not_found',
        `${folder} is no backup: its ${name} cannot be read (${cause.code}). Name a folder that "inspectai backup" has made.`,
        { cause },
      );
    });
  const facts = parse(await read(FACTS));
  if (!Value.Check(BackupFacts, facts))
    throw damagedBackup(join(folder, FACTS), 'it is altered, or of another version of InspectAI');
  const sums = await read(SUMS);
  if (sha256(sums) !== facts.sums_sha256)
    throw damagedBackup(join(folder, SUMS), `its SHA-256 is not the one in ${FACTS}`);
  const files = sums
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map(line => ({ sha256: line.slice(0, 64), path: line.slice(66) }));
  const wrong = files.find(
    ({ path }) => !PATH.test(path) || path.split('/').some(part => /^\.\.?$/.test(part)),
  );
  if (wrong) throw damagedBackup(join(folder, SUMS), `it names ${JSON.stringify(wrong.path.slice(0, 100))}`);
  return { facts, files };
}

/** The error for a file of a backup that is not what it should be. */
export function damagedBackup(path: string, why: string): InspectError {
  return new InspectError('data_invalid', `The backup is damaged at ${path}: ${why}. Use another backup.`);
}

/** The files of a folder of models, those that say what is in use first, without locks and unfinished ones. */
export async function listModelFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const rank = (name: string) => (name === 'current' ? 0 : name === '.backbones' ? 2 : 1);
  const sorted = entries
    .filter(({ name }) => !/^\..*(tmp|lock|takeover)$/.test(name))
    .sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
  const paths: string[] = [];
  for (const entry of sorted) {
    if (entry.isFile()) paths.push(entry.name);
    if (entry.isDirectory())
      for (const path of await listModelFiles(join(folder, entry.name))) paths.push(`${entry.name}/${path}`);
  }
  return paths;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
