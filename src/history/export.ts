import type { Inspection } from '../schemas/inspection.ts';

type Cell = string | number | boolean | null;

const COLUMNS: Readonly<Record<string, (inspection: Inspection) => Cell>> = {
  id: ({ id }) => id,
  created_at: ({ created_at }) => created_at,
  category: ({ category }) => category,
  model_version: ({ model_version }) => model_version,
  serial: ({ serial }) => serial,
  lot: ({ lot }) => lot,
  line: ({ line }) => line,
  station: ({ station }) => station,
  operator: ({ operator }) => operator,
  picture_name: ({ picture }) => picture.name,
  picture_sha256: ({ picture }) => picture.sha256,
  anomaly_score: ({ anomaly_score }) => anomaly_score,
  p_value: ({ p_value }) => p_value,
  threshold: ({ threshold }) => threshold,
  review_threshold: ({ review_threshold }) => review_threshold,
  decision: ({ decision }) => decision,
  reason: ({ reason }) => reason,
  regions: ({ regions }) => regions.length,
  reviewed_at: ({ reviewed_at }) => reviewed_at,
  reviewed_by: ({ reviewed_by }) => reviewed_by,
  final_decision: ({ final_decision }) => final_decision,
};

/**
 * Inspections as CSV (RFC 4180: commas, CRLF, quotes doubled; UTF-8), piece by piece. Text that a spreadsheet would run
 * as a formula starts with an apostrophe; numbers keep all digits.
 */
export async function* inspectionsAsCsv(inspections: AsyncIterable<Inspection>): AsyncGenerator<string> {
  yield `${Object.keys(COLUMNS).join(',')}\r\n`;
  for await (const inspection of inspections)
    yield `${Object.values(COLUMNS)
      .map(cellOf => csvCell(cellOf(inspection)))
      .join(',')}\r\n`;
}

/** Inspections with all that is known of them as JSON Lines, piece by piece. */
export async function* inspectionsAsJsonLines(
  inspections: AsyncIterable<Inspection>,
): AsyncGenerator<string> {
  for await (const inspection of inspections) yield `${JSON.stringify(inspection)}\n`;
}

function csvCell(cell: Cell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  // Besides = + - @, Excel acts on their full-width forms and on a leading tab or line break. What has an apostrophe there
  // already gets another, so that taking the first one away gives every text back.
  const inert = /^'*[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
