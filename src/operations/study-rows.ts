import { dirname, resolve } from 'node:path';
import { InspectError } from '../errors.ts';
import type { Verdict } from '../patchcore/decision.ts';
import type { Judgement } from '../statistics/agreement-pairs.ts';
import { invalid, parseTable, readTable, type Table, type TableRow } from './study-table.ts';

/** One line of a study: what an appraiser found when it looked at a part. */
export interface StudyRow {
  readonly line: number;
  readonly part: string;
  readonly appraiser: string;
  readonly trial: string;
  /** What the appraiser said; null where only a score was taken, or where the machine is still to say it. */
  readonly verdict: Verdict | null;
  readonly score: number | null;
  /** The picture that the machine is to judge; null when verdict or score are given. */
  readonly picture: string | null;
}

/** A study as read from its file. */
export interface Study {
  readonly rows: readonly StudyRow[];
  /** The truth about the parts that have one. */
  readonly references: ReadonlyMap<string, Judgement>;
}

const COLUMNS = ['part', 'appraiser', 'trial', 'verdict', 'reference', 'score', 'image'] as const;
type Column = (typeof COLUMNS)[number];

const WORDS: Readonly<Record<Verdict, readonly string[]>> = {
  PASS: ['pass', 'ok', 'good', 'accept', 'accepted'],
  REVIEW: ['review'],
  FAIL: ['fail', 'ng', 'nok', 'bad', 'reject', 'rejected'],
};

/**
 * Reads a study from a CSV file with the columns part, appraiser and, as far as there are any, trial, verdict,
 * reference, score and image; other columns are left alone. Without trials, the lines of an appraiser and part are
 * counted in their order. Pictures are named from the folder of the file.
 *
 * @throws InspectError `data_not_found`, or `data_invalid` with line and column.
 */
export async function readStudy(path: string): Promise<Study> {
  return studyOf(path, await readTable(path));
}

/**
 * The same out of the text of a file.
 *
 * @param name how messages name the file
 * @throws InspectError `data_invalid` with line and column.
 */
export function parseStudy(name: string, text: string): Study {
  return studyOf(name, parseTable(name, text));
}

function studyOf(path: string, table: Table): Study {
  checkColumns(path, table);
  if (table.rows.length === 0)
    throw new InspectError(
      'data_invalid',
      `${path} has a header and no lines; expected one for each judgement.`,
    );
  const cells = cellReader(path, table);
  const counts = new Map<string, number>();
  const rows = table.rows.map(row => {
    const [part, appraiser] = [cells.required(row, 'part'), cells.required(row, 'appraiser')];
    const key = JSON.stringify([part, appraiser]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const trial = table.columns.includes('trial') ? cells.required(row, 'trial') : String(counts.get(key));
    const [verdict, score, image] = [
      cells.verdict(row, 'verdict'),
      cells.score(row),
      cells.text(row, 'image'),
    ];
    if (verdict === null && score === null && image === '')
      throw invalid(path, row.line, 'verdict, score and image are all empty; expected at least one of them');
    const picture = verdict === null && score === null ? resolve(dirname(path), image) : null;
    return { line: row.line, part, appraiser, trial, verdict, score, picture };
  });
  checkTrials(path, rows);
  checkAppraisers(path, rows);
  return { rows, references: referencesOf(table, cells) };
}

function checkColumns(path: string, { columns }: Table): void {
  const missing = ['part', 'appraiser'].filter(name => !columns.includes(name));
  const says = ['verdict', 'score', 'image'].some(name => columns.includes(name));
  if (missing.length === 0 && says) return;
  throw invalid(
    path,
    1,
    `the columns are ${columns.join(', ')}; expected part, appraiser and at least one of verdict, score and image`,
  );
}

/** Reads single cells, with errors that name line and column. */
function cellReader(path: string, table: Table) {
  const text = (row: TableRow, column: Column) => row.cells[column] ?? '';
  const fault = (row: TableRow, column: Column, expected: string) =>
    invalid(path, row.line, `column ${column} is "${text(row, column)}"; expected ${expected}`);
  return {
    text,
    fault,
    required(row: TableRow, column: Column): string {
      if (text(row, column) === '') throw fault(row, column, 'a name or a number');
      return text(row, column);
    },
    verdict(row: TableRow, column: Column): Verdict | null {
      const word = text(row, column).toLowerCase();
      if (word === '') return null;
      const found = (Object.keys(WORDS) as Verdict[]).find(verdict => WORDS[verdict].includes(word));
      if (found) return found;
      const digits = /^[01]$/.test(word) ? ' (0 and 1 mean opposite things in different factories)' : '';
      throw fault(row, column, `PASS, FAIL or REVIEW, or a word such as OK, NG, good, bad${digits}`);
    },
    score(row: TableRow): number | null {
      const written = text(row, 'score');
      if (written === '') return null;
      const number = Number(table.decimalComma ? written.replace(',', '.') : written);
      if (!Number.isFinite(number) || /^0x/i.test(written))
        throw fault(row, 'score', 'a number such as 1.25');
      return number;
    },
  };
}

function checkTrials(path: string, rows: readonly StudyRow[]): void {
  const lines = new Map<string, number>();
  for (const { line, part, appraiser, trial } of rows) {
    const key = JSON.stringify([part, appraiser, trial]);
    const before = lines.get(key);
    if (before !== undefined)
      throw invalid(
        path,
        line,
        `${appraiser} judges part ${part} in trial ${trial} again, as in line ${before}; expected a trial of its own`,
      );
    lines.set(key, line);
  }
}

/** A verdict that an inspector forgot to write must not be filled in by the machine. */
function checkAppraisers(path: string, rows: readonly StudyRow[]): void {
  const given = new Map(
    rows.flatMap(row => (row.picture === null ? [[row.appraiser, row.line] as const] : [])),
  );
  for (const { line, appraiser, picture } of rows) {
    if (picture !== null && given.has(appraiser))
      throw invalid(
        path,
        line,
        `column verdict is empty, but ${appraiser} has a verdict or score in line ${given.get(appraiser)}; expected one here too, or none in all lines of ${appraiser}, who is then the machine`,
      );
  }
}

function referencesOf(table: Table, cells: ReturnType<typeof cellReader>): ReadonlyMap<string, Judgement> {
  const found = new Map<string, { readonly judgement: Judgement; readonly line: number }>();
  for (const row of table.rows) {
    const judgement = cells.verdict(row, 'reference');
    if (judgement === null) continue;
    if (judgement === 'REVIEW') throw cells.fault(row, 'reference', 'the truth about the part: PASS or FAIL');
    const part = cells.text(row, 'part');
    const before = found.get(part);
    if (before && before.judgement !== judgement)
      throw cells.fault(row, 'reference', `${before.judgement} for part ${part}, as in line ${before.line}`);
    if (!before) found.set(part, { judgement, line: row.line });
  }
  return new Map([...found].map(([part, { judgement }]) => [part, judgement]));
}
