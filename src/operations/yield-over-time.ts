import { InspectError } from '../errors.ts';
import type { History } from '../history/database.ts';
import { countByQuarter, type OutcomeCounts } from '../history/outcome-counts.ts';
import type { InspectionFilter } from '../schemas/inspection.ts';
import { clopperPearson } from '../statistics/intervals.ts';
import { clockOf, momentOf, type OffsetAt } from './local-time.ts';

/** How time is divided. */
export interface Buckets {
  readonly bucket: 'hour' | 'shift' | 'day';
  /** An IANA name or an offset. */
  readonly timeZone: string;
  /** When shifts begin, as local times such as `06:00`, at quarters of an hour. */
  readonly shifts: readonly string[];
}

/** Outcomes with what follows from them; wire names. */
export interface YieldFacts extends OutcomeCounts {
  /** Passed by the machine, of all inspected; null without any. */
  readonly first_pass_yield: number | null;
  /** Exact 95 % confidence interval. */
  readonly first_pass_interval: readonly [low: number, high: number] | null;
  /** Good after review, of all inspected; what waits for a review counts as not good yet. */
  readonly final_yield: number | null;
}

/** A stretch of time; wire names. */
export interface YieldBucket extends YieldFacts {
  /** When it begins, local time with offset: `2025-03-01T06:00+01:00`. */
  readonly label: string;
  /** UTC, for the filters of lists. */
  readonly from: string;
  readonly before: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MOST_BUCKETS = 5_000;

/**
 * Yield over time, stretches without inspections left out.
 *
 * @throws InspectError `invalid_argument` for a time zone, shifts or a filter that cannot be, or too many stretches.
 */
export async function yieldOverTime(
  history: History,
  filter: InspectionFilter,
  { bucket, timeZone, shifts }: Buckets,
): Promise<readonly YieldBucket[]> {
  const clock = clockOf(timeZone);
  const starts = bucket === 'shift' ? startsOf(shifts) : [];
  const found = new Map<number, { readonly ends: number; readonly counts: OutcomeCounts }>();
  for (const { quarter, ...counts } of await countByQuarter(history, filter)) {
    const [begins, ends] = stretchOf(Date.parse(`${quarter}Z`), clock, bucket, starts);
    const before = found.get(begins)?.counts;
    found.set(begins, { ends, counts: before ? sumOf(before, counts) : counts });
  }
  if (found.size > MOST_BUCKETS)
    throw new InspectError(
      'invalid_argument',
      `There are ${found.size} stretches of a ${bucket} in this time; at most ${MOST_BUCKETS} are given. Name "from" and "before", or a larger bucket.`,
    );
  return [...found].map(([begins, { ends, counts }]) => ({
    label: labelOf(begins, clock),
    from: new Date(begins).toISOString(),
    before: new Date(ends).toISOString(),
    ...yieldOf(counts),
  }));
}

/** What follows from counts. */
export function yieldOf(counts: OutcomeCounts): YieldFacts {
  const { inspected, pass, escapes, overruled } = counts;
  if (inspected === 0)
    return { ...counts, first_pass_yield: null, first_pass_interval: null, final_yield: null };
  return {
    ...counts,
    first_pass_yield: pass / inspected,
    first_pass_interval: clopperPearson(pass, inspected),
    final_yield: (pass - escapes + overruled) / inspected,
  };
}

/** @throws InspectError `invalid_argument`. */
function startsOf(shifts: readonly string[]): readonly number[] {
  const minutes = shifts.map(shift => {
    const [, hour, minute] = /^([01]\d|2[0-3]):(00|15|30|45)$/.exec(shift) ?? [];
    return hour === undefined ? Number.NaN : 60 * Number(hour) + Number(minute);
  });
  if (minutes.length > 0 && minutes.every((minute, index) => index === 0 || minute > minutes[index - 1]!))
    if (!minutes.some(Number.isNaN)) return minutes;
  throw new InspectError(
    'invalid_argument',
    `Shifts begin at ${JSON.stringify(shifts.join(',').slice(0, 80))}; expected ascending local times at quarters of an hour, such as "06:00,14:00,22:00".`,
  );
}

function stretchOf(
  time: number,
  clock: OffsetAt,
  bucket: Buckets['bucket'],
  starts: readonly number[],
): readonly [begins: number, ends: number] {
  const local = time + clock(time) * MINUTE;
  if (bucket === 'hour') {
    const into = ((local % (60 * MINUTE)) + 60 * MINUTE) % (60 * MINUTE);
    return [time - into, time - into + 60 * MINUTE];
  }
  const day = Math.floor(local / DAY) * DAY;
  if (bucket === 'day') return [momentOf(clock, day), momentOf(clock, day + DAY)];
  const minute = (local - day) / MINUTE;
  const at = starts.findLastIndex(start => start <= minute);
  const begins = at < 0 ? day - DAY + starts.at(-1)! * MINUTE : day + starts[at]! * MINUTE;
  const next = at + 1 < starts.length ? day + starts[at + 1]! * MINUTE : day + DAY + starts[0]! * MINUTE;
  return [momentOf(clock, begins), momentOf(clock, next)];
}

function sumOf(a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts {
  const members = Object.keys(a) as (keyof OutcomeCounts)[];
  return Object.fromEntries(
    members.map(member => [member, a[member] + b[member]]),
  ) as unknown as OutcomeCounts;
}

function labelOf(time: number, clock: OffsetAt): string {
  const offset = clock(time);
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  const local = new Date(time + offset * MINUTE).toISOString().slice(0, 16);
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(Math.abs(offset) % 60)}`;
}
