import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { InspectError } from '../errors.ts';

/** One inspection as it was recorded. */
export interface InspectionRecord {
  /** What was inspected, or where its record stands. */
  readonly name: string;
  readonly decision: 'PASS' | 'REVIEW' | 'FAIL';
  /** Null for a picture that was not scored. */
  readonly score: number | null;
  /** The score above which the part was rejected; null where the record does not say. */
  readonly threshold: number | null;
  readonly modelVersion: string | null;
  /** When, as ISO 8601; null where the record does not say. */
  readonly time: string | null;
}

/** Recorded inspections in their order, and how many were of another category. */
export interface InspectionRecords {
  readonly records: readonly InspectionRecord[];
  readonly ofOthers: number;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads recorded inspections: what `inference --json` printed, into one file or appended to one, a file with one
 * record a line (`.jsonl`), or a folder of such files in the order of their names. When every record has a time
 * (`inspected_at` or `timestamp`), that is their order. Records of another category are left out.
 *
 * @throws InspectError `data_not_found`, or `data_invalid` for a file that is not JSON, a record without a decision or
 * with a score that is not a number, and when there are no records of the category.
 */
export async function readInspectionRecords(path: string, category: string): Promise<InspectionRecords> {
  const all: { readonly category: string | null; readonly record: InspectionRecord }[] = [];
  for (const file of await recordFiles(path)) {
    const text = await readFile(file, 'utf8');
    for (const { document, line } of documentsOf(text, file)) all.push(...recordsOf(document, file, line));
  }
  const records = all.filter(found => (found.category ?? category) === category).map(({ record }) => record);
  if (records.length === 0) {
    const others = [...new Set(all.map(found => found.category))].join(', ');
    const found = all.length === 0 ? 'no inspection records' : `only records of ${others}`;
    throw invalid(
      `${path} holds ${found}; records of "${category}" are expected. Save them with "inspectai inference --category ${category} --json >> records.json".`,
    );
  }
  const inOrder = records.every(({ time }) => time !== null)
    ? [...records].sort((a, b) => Date.parse(a.time!) - Date.parse(b.time!))
    : records;
  return { records: inOrder, ofOthers: all.length - records.length };
}

async function recordFiles(path: string): Promise<string[]> {
  const kind = await stat(path).catch(cause => {
    throw new InspectError(
      'data_not_found',
      `Cannot read the records ${path} (${cause.code}). Name a file of recorded inspections or a folder of them with --records.`,
    );
  });
  if (!kind.isDirectory()) return [path];
  const names = await readdir(path, { recursive: true });
  return names
    .filter(name => ['.json', '.jsonl', '.ndjson'].includes(extname(name)))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map(name => join(path, name));
}

/** One document, or many one after the other, each beginning at the start of a line; with the line it begins at. */
function documentsOf(text: string, file: string): { readonly document: unknown; readonly line: number }[] {
  let line = 1;
  return text.split(/(?<=^(?:\}|\]|[{[].*[}\]]))\r?\n(?=[{[])/m).flatMap(piece => {
    const startsAt = line;
    line += piece.split('\n').length;
    if (piece.trim() === '') return [];
    try {
      return [{ document: JSON.parse(piece), line: startsAt }];
    } catch (cause) {
      throw invalid(
        `${file} is not JSON from line ${startsAt} on (${(cause as Error).message}). Expected is what "inference --json" prints, or one record a line.`,
      );
    }
  });
}

/** The records of a document: an inference with `images`, a list of records, or one record. Other documents have none. */
function recordsOf(document: unknown, file: string, line: number) {
  const root = isObject(document) ? document : {};
  const list = Array.isArray(document) ? document : Array.isArray(root.images) ? root.images : [document];
  // An evaluation's report also has images, but of a test set, in no order of time.
  if ('confusion' in root) return [];
  return list.filter(isObject).flatMap((entry, index) => {
    if (!('decision' in entry)) return [];
    const place = `${file}, line ${line}, record ${index + 1}`;
    return [
      {
        category: text(entry.category) ?? text(root.category),
        record: {
          name: text(entry.path) ?? place,
          decision: decisionOf(entry.decision, place),
          score: numberOf('anomaly_score', entry.anomaly_score, place),
          threshold: numberOf('threshold', entry.threshold ?? root.threshold, place),
          modelVersion: text(entry.model_version) ?? text(root.model_version),
          time: timeOf(entry, place) ?? timeOf(root, place),
        },
      },
    ];
  });
}

function decisionOf(value: unknown, place: string): InspectionRecord['decision'] {
  if (value === 'PASS' || value === 'REVIEW' || value === 'FAIL') return value;
  throw invalid(`${place}: the decision is ${JSON.stringify(value)}; PASS, REVIEW or FAIL is expected.`);
}

function numberOf(key: string, value: unknown, place: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw invalid(`${place}: the ${key} is ${JSON.stringify(value)}; a number is expected.`);
}

function timeOf(entry: Json, place: string): string | null {
  const value = entry.inspected_at ?? entry.timestamp ?? null;
  if (value === null) return null;
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return value;
  throw invalid(
    `${place}: the time is ${JSON.stringify(value)}; a date and time as in ISO 8601 is expected.`,
  );
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string): InspectError {
  return new InspectError('data_invalid', message);
}
