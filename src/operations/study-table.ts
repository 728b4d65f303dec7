import { readFile, stat } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { InspectError } from '../errors.ts';

/** A line of a table: its cells by column, trimmed, and where it stands in the file. */
export interface TableRow {
  /** From 1, as editors count; for a cell with line breaks, where it ends. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** A table with a header line, as spreadsheets save it. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** Whether numbers are written with a decimal comma, as where fields are separated by semicolons. */
  readonly decimalComma: boolean;
}

const MOST_BYTES = 20_000_000;
const SEPARATORS = [',', ';', '\t'] as const;

/**
 * Reads a CSV file: UTF-8, fields separated by commas, semicolons or tabs, column names in the first line in any case.
 * Empty lines are left out.
 *
 * @throws InspectError `data_not_found` for a file that cannot be read; `data_invalid` for one that is no such table,
 * with the line.
 */
export async function readTable(path: string): Promise<Table> {
  return parseTable(path, await readText(path));
}

/**
 * A table out of the text of a CSV file.
 *
 * @param path how messages name the file
 * @throws InspectError `data_invalid`, with the line.
 */
export function parseTable(path: string, text: string): Table {
  const firstLine = text.split(/\r?\n/).find(line => line.trim() !== '') ?? '';
  const separator = SEPARATORS.toSorted((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0]!;
  const [header, ...lines] = parseLines(path, text, separator);
  if (!header) throw invalid(path, 1, 'the file is empty; expected a line with the names of the columns');
  const columns = header.fields.map(name => name.toLowerCase());
  for (const [index, name] of columns.entries()) {
    if (name === '' || columns.indexOf(name) !== index)
      throw invalid(
        path,
        header.line,
        `column ${index + 1} is called "${name}"; expected a name that no other column has`,
      );
  }
  const rows = lines.map(({ line, fields }) => {
    if (fields.length !== columns.length)
      throw invalid(
        path,
        line,
        `there are ${fields.length} fields; expected ${columns.length}, one for each column (${columns.join(', ')})`,
      );
    return { line, cells: Object.fromEntries(columns.map((name, index) => [name, fields[index]!])) };
  });
  return { columns, rows, decimalComma: separator === ';' };
}

/** What is wrong with a table, as `study.csv, line 3: …`. */
export function invalid(path: string, line: number, what: string): InspectError {
  return new InspectError('data_invalid', `${path}, line ${line}: ${what}.`);
}

async function readText(path: string): Promise<string> {
  const found = await stat(path).catch(cause => cause as NodeJS.ErrnoException);
  if (found instanceof Error || !found.isFile())
    throw new InspectError(
      'data_not_found',
      `The table ${path} ${found instanceof Error ? `cannot be read (${found.code})` : 'is not a file'}; expected a CSV file.`,
    );
  if (found.size > MOST_BYTES)
    throw new InspectError(
      'data_invalid',
      `${path} has ${Math.round(found.size / 1e6)} MB; expected a CSV file of at most ${MOST_BYTES / 1e6} MB.`,
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    throw new InspectError(
      'data_invalid',
      `${path} is not text in UTF-8. Save it from the spreadsheet as "CSV UTF-8".`,
      { cause },
    );
  }
}

interface Line {
  readonly line: number;
  readonly fields: readonly string[];
}

function parseLines(path: string, text: string, delimiter: string): Line[] {
  try {
    const records = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
    }) as unknown as readonly { readonly info: { readonly lines: number }; readonly record: string[] }[];
    return records.map(({ info, record }) => ({ line: info.lines, fields: record }));
  } catch (cause) {
    const { message, lines } = cause as { readonly message: string; readonly lines?: number };
    throw new InspectError(
      'data_invalid',
      `${path}, line ${lines ?? '?'}: the quotation marks do not fit (${message.split(':')[0]}). Put a cell with the separator or a quotation mark inside into quotation marks, and double those inside.`,
      { cause },
    );
  }
}
