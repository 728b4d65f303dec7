import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InspectError, throwIfCancelled } from '../errors.ts';
import { readBlob } from '../history/blobs.ts';
import { countVerdicts } from '../history/count-verdicts.ts';
import { inspectionsAsCsv, inspectionsAsJsonLines } from '../history/export.ts';
import { streamInspections } from '../history/list-inspections.ts';
import { detectFormat } from '../image/format.ts';
import type { Inspection, InspectionFilter } from '../schemas/inspection.ts';
import type { Keeping } from './keep-inspection.ts';
import type { Run } from './reporter.ts';
import { createZip } from './zip.ts';

export interface ExportRequest {
  readonly filter: InspectionFilter;
  readonly format: 'csv' | 'jsonl';
  /** Also the pictures that are kept, in a ZIP archive with the table. */
  readonly pictures: boolean;
  /** Where the file goes; made here. */
  readonly folder: string;
}

/** A file of inspections; wire names. */
export interface ExportSummary {
  /** Its name in the folder. */
  readonly file: string;
  readonly bytes: number;
  readonly inspections: number;
  readonly pictures: number;
  /** Pictures that retention has removed, or whose files are damaged. */
  readonly pictures_missing: number;
}

/**
 * Writes the inspections of a filter into a file, piece by piece: a table, or an archive of a table and of the pictures
 * under their SHA-256.
 *
 * @throws InspectError `storage_full`, `storage_denied`, `cancelled`.
 */
export async function exportInspections(
  keeping: Keeping,
  { filter, format, pictures, folder }: ExportRequest,
  run: Run,
): Promise<ExportSummary> {
  await mkdir(folder, { recursive: true });
  const table = join(folder, `inspections.${format}`);
  const { count, missing, hashes } = await writeTable(keeping, { filter, format, pictures, table }, run);
  if (!pictures) return summaryOf(table, { inspections: count, pictures: 0, missing: 0 });
  const archive = join(folder, 'inspections.zip');
  const lost = await writeArchive(keeping.blobs, { archive, table, hashes: [...hashes] }, run);
  return summaryOf(archive, {
    inspections: count,
    pictures: hashes.size - lost,
    missing: missing + lost,
  });
}

async function writeTable(
  { history }: Keeping,
  { filter, format, pictures, table }: Omit<ExportRequest, 'folder'> & { readonly table: string },
  { reporter, signal }: Run,
) {
  const months = await countVerdicts(history, filter, 'month');
  const total = months.reduce((sum, { pass, review, fail }) => sum + pass + review + fail, 0);
  const hashes = new Set<string>();
  let [count, missing] = [0, 0];
  const counted = async function* (): AsyncGenerator<Inspection> {
    for await (const inspection of streamInspections(history, filter, signal)) {
      if (pictures && inspection.picture.kept) hashes.add(inspection.picture.sha256);
      else if (pictures) missing++;
      yield inspection;
      reporter.progress('writing the table', ++count, Math.max(total, count));
    }
  };
  const text = format === 'csv' ? inspectionsAsCsv(counted()) : inspectionsAsJsonLines(counted());
  await pipeline(text, createWriteStream(table, { flush: true }), { ...(signal && { signal }) });
  return { count, missing, hashes };
}

/** @returns how many pictures could not be read */
async function writeArchive(
  blobs: string,
  {
    archive,
    table,
    hashes,
  }: { readonly archive: string; readonly table: string; readonly hashes: readonly string[] },
  { reporter, signal }: Run,
): Promise<number> {
  const zip = createZip();
  const written = pipeline(zip.outputStream, createWriteStream(archive, { flush: true }), {
    ...(signal && { signal }),
  });
  const broken = written.then(() => undefined); // rejects when the disk is full, and ends every wait below
  broken.catch(() => undefined);
  zip.addFile(table, table.slice(table.lastIndexOf('inspections.')));
  let [lost, done] = [0, 0];
  for (const hash of hashes) {
    throwIfCancelled(signal);
    const bytes = await readBlob(blobs, hash).catch(cause => {
      if (cause instanceof InspectError) return null;
      throw cause;
    });
    if (bytes === null) lost++;
    else {
      // One picture in memory at a time: the next is read when this one has gone into the file.
      const content = Readable.from([Buffer.from(bytes)]);
      zip.addReadStream(content, `pictures/${hash}.${endingOf(bytes)}`, {
        compress: false,
        size: bytes.length,
      });
      await Promise.race([once(content, 'end'), broken]);
    }
    reporter.progress('packing pictures', ++done, hashes.length);
  }
  zip.end();
  await written;
  return lost;
}

function endingOf(bytes: Uint8Array): string {
  return (detectFormat(bytes) ?? 'bin').toLowerCase();
}

async function summaryOf(
  path: string,
  counts: { readonly inspections: number; readonly pictures: number; readonly missing: number },
): Promise<ExportSummary> {
  const { size } = await stat(path);
  const { inspections, pictures, missing } = counts;
  const file = path.slice(path.lastIndexOf('inspections.'));
  return { file, bytes: size, inspections, pictures, pictures_missing: missing };
}
