import { InspectError } from '../errors.ts';

/** Minutes that a place's clocks are ahead of UTC at a moment in milliseconds since 1970. */
export type OffsetAt = (time: number) => number;

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;

/**
 * The clock of a time zone.
 *
 * @param zone an IANA name such as `Europe/Berlin`, or an offset such as `+05:30`
 * @throws InspectError `invalid_argument` for what is neither.
 */
export function clockOf(zone: string): OffsetAt {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (hours !== undefined && Number(hours) <= 14 && Number(minutes) < 60) {
    const offset = (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes));
    return () => offset;
  }
  const format = formatFor(zone);
  const known = new Map<number, number>();
  return time => {
    const quarter = Math.floor(time / QUARTER); // offsets change at quarters of an hour
    const offset = known.get(quarter) ?? offsetBy(format, quarter * QUARTER);
    known.set(quarter, offset);
    return offset;
  };
}

/**
 * Writes moments in ISO 8601 as the clocks of a place show them: `2025-03-01 14:05:09 UTC+1`.
 *
 * @param zone as for `clockOf`
 */
export function localTimes(zone: string): (iso: string) => string {
  const clock = clockOf(zone);
  return iso => {
    const time = Date.parse(iso);
    const offset = clock(time);
    const local = new Date(time + offset * MINUTE).toISOString();
    const minutes = Math.abs(offset) % 60;
    const ahead = `${offset < 0 ? '-' : '+'}${Math.trunc(Math.abs(offset) / 60)}${minutes === 0 ? '' : `:${minutes}`}`;
    return `${local.slice(0, 10)} ${local.slice(11, 19)} UTC${offset === 0 ? '' : ahead}`;
  };
}

/** The moment at which clocks show this local time; the later one where they show it twice. */
export function momentOf(clock: OffsetAt, local: number): number {
  const guess = local - clock(local) * MINUTE;
  return local - clock(guess) * MINUTE;
}

function formatFor(zone: string): Intl.DateTimeFormat {
  const two = '2-digit';
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
    });
  } catch (cause) {
    throw new InspectError(
      'invalid_argument',
      `${JSON.stringify(zone.slice(0, 50))} is no time zone; expected a name such as "Europe/Berlin" or an offset such as "+05:30".`,
      { cause },
    );
  }
}

function offsetBy(format: Intl.DateTimeFormat, time: number): number {
  const parts = Object.fromEntries(
    format.formatToParts(time).map(({ type, value }) => [type, Number(value)]),
  );
  const local = Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute);
  return Math.round((local - time) / MINUTE);
}
