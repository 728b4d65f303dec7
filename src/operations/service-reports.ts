import { InspectError } from '../errors.ts';
import { inspectionPage, type PagePicture } from '../evaluation/inspection-page.ts';
import { type ShiftPageContent, shiftPage } from '../evaluation/shift-page.ts';
import { readBlob } from '../history/blobs.ts';
import type { History } from '../history/database.ts';
import { getInspection } from '../history/inspections.ts';
import { listInspections } from '../history/list-inspections.ts';
import { countByValue, countOutcomes } from '../history/outcome-counts.ts';
import { countReasons } from '../history/pareto.ts';
import { listReviews } from '../history/reviews.ts';
import { detectFormat } from '../image/format.ts';
import type { Inspection, InspectionFilter } from '../schemas/inspection.ts';
import type { Review } from '../schemas/review.ts';
import { localTimes } from './local-time.ts';
import { type YieldBucket, type YieldFacts, yieldOf, yieldOverTime } from './yield-over-time.ts';

/** An inspection with all that people said of it; wire names. */
export interface InspectionReport {
  readonly inspection: Inspection;
  readonly reviews: readonly Review[];
}

/** A stretch of time and what was inspected in it. */
export interface ShiftRequest {
  readonly filter: InspectionFilter & { readonly from: string; readonly before: string };
  readonly timeZone: string;
}

/** What a shift came to; wire names. */
export interface ShiftReport extends Omit<ShiftPageContent, 'createdAt' | 'time'> {
  readonly total: YieldFacts;
  readonly hours: readonly YieldBucket[];
  readonly categories: readonly (YieldFacts & { readonly value: string | null })[];
}

/** Larger files would make a page that few programs open. */
const LARGEST_PICTURE = 12_000_000;
const MOST_ROWS = 40;
const LONGEST_MS = 366 * 24 * 3_600_000;
const BROWSER_TYPES = { PNG: 'image/png', JPEG: 'image/jpeg', WebP: 'image/webp' } as const;

/** @throws InspectError `data_not_found`. */
export async function inspectionReport(history: History, id: string): Promise<InspectionReport> {
  return { inspection: await getInspection(history, id), reviews: await listReviews(history, id) };
}

/** The report as a page with what is kept of the pictures. */
export async function inspectionReportPage(
  { inspection, reviews }: InspectionReport,
  { blobs, timeZone }: { readonly blobs: string; readonly timeZone: string },
  now = new Date(),
): Promise<string> {
  const { picture, overlay_sha256: overlay, heatmap_sha256: heatmap } = inspection;
  const kept = inspection.pictures_removed_at === null;
  const read = async (title: string, hash: string | null): Promise<PagePicture | string | null> => {
    if (hash === null || !kept) return null;
    try {
      const bytes = await readBlob(blobs, hash);
      const format = detectFormat(bytes);
      const type = BROWSER_TYPES[format as keyof typeof BROWSER_TYPES];
      if (type !== undefined && bytes.byteLength <= LARGEST_PICTURE) return { title, bytes, type };
      return `${title}: not shown, as it is ${type === undefined ? `of the format ${format ?? 'unknown'}` : 'larger than 12 MB'}; it is kept with the inspection.`;
    } catch (cause) {
      if (!(cause instanceof InspectError)) throw cause;
      return `${title}: ${cause.message}`; // what is known of the inspection is worth printing all the same
    }
  };
  const found = [
    await read('The picture', picture.kept ? picture.sha256 : null),
    await read('Where it differs from good parts', overlay),
    await read('Anomaly map', heatmap),
  ];
  const notes = found.filter(one => typeof one === 'string');
  const without = kept && picture.kept ? [] : ['The pictures of this inspection are not kept any more.'];
  return inspectionPage({
    inspection,
    reviews,
    pictures: found.filter(one => one !== null && typeof one === 'object'),
    missing: [...without, ...notes].join(' ') || null,
    createdAt: now.toISOString(),
    time: localTimes(timeZone),
  });
}

/**
 * What was inspected in a stretch of time, such as a shift.
 *
 * @throws InspectError `invalid_argument` for a stretch that ends before it begins or is longer than a year.
 */
export async function shiftReport(
  history: History,
  { filter, timeZone }: ShiftRequest,
): Promise<ShiftReport> {
  const { from, before, category, line, station, lot } = filter;
  const length = Date.parse(before) - Date.parse(from);
  if (!(length > 0 && length <= LONGEST_MS))
    throw new InspectError(
      'invalid_argument',
      `The report is to reach from ${from} to ${before}; expected an end after the beginning, within a year.`,
    );
  const bucket = length > 3 * 24 * 3_600_000 ? ('day' as const) : ('hour' as const);
  const waiting = { ...filter, decisions: ['REVIEW' as const, 'FAIL' as const] };
  const [newest, hours, categories] = [
    await listInspections(history, waiting, { limit: MOST_ROWS }),
    await yieldOverTime(history, filter, { bucket, timeZone, shifts: [] }),
    await countByValue(history, filter, 'category', 100),
  ];
  return {
    title: [line, station, category, lot].filter(name => name !== undefined).join(' · ') || 'all lines',
    from,
    before,
    total: yieldOf(await countOutcomes(history, filter)),
    hours,
    categories: categories.map(({ value, ...counts }) => ({ value, ...yieldOf(counts) })),
    reasons: await countReasons(history, filter),
    rejected: newest.items.map(row => ({
      id: row.id,
      created_at: row.created_at,
      category: row.category,
      serial: row.serial,
      anomaly_score: row.anomaly_score,
      threshold: row.threshold,
      decision: row.decision,
      final_decision: row.final_decision,
    })),
  };
}

/** The report as a page. */
export function shiftReportPage(report: ShiftReport, timeZone: string, now = new Date()): string {
  return shiftPage({ ...report, createdAt: now.toISOString(), time: localTimes(timeZone) });
}
