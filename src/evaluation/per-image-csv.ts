import type { EvaluationReport } from '../schemas/report.ts';
import { isMistake } from './extremes.ts';

const COLUMNS = [
  'path',
  'label',
  'defect_type',
  'anomaly_score',
  'threshold',
  'decision',
  'correct',
  'p_value',
  'inspection_ms',
] as const;

/**
 * The report's pictures as CSV (RFC 4180: commas, CRLF, quotes doubled), one line a picture. Scores keep all
 * digits; `correct` is empty for REVIEW. Text that a spreadsheet would run as a formula starts with an apostrophe.
 */
export function perImageCsv(report: EvaluationReport): string {
  const lines = report.images.map(image =>
    [
      textCell(image.path),
      image.label,
      textCell(image.defect_type ?? ''),
      image.anomaly_score,
      report.threshold,
      image.decision,
      image.decision === 'REVIEW' ? '' : !isMistake(image),
      image.p_value ?? '',
      image.inspection_ms,
    ].join(','),
  );
  return [COLUMNS.join(','), ...lines, ''].join('\r\n');
}

function textCell(text: string): string {
  // Besides = + - @, Excel acts on their full-width forms and on a leading tab or line break.
  const inert = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
