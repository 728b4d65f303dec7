/** A stretch of time, ISO 8601 in UTC; `before` is not part of it. */
export interface Stretch {
  readonly from: string;
  readonly before: string;
}

const DAY = 86_400_000;
const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** Times such as `6:00, 14:00, 22:00`, at quarters of an hour, sorted; null for what is none. */
export function parseShifts(text: string): readonly string[] | null {
  const starts = text
    .split(/[,;\s]+/)
    .filter(part => part !== '')
    .map(part => part.padStart(5, '0'));
  if (starts.length === 0 || starts.length > 12) return null;
  if (!starts.every(start => /^([01]\d|2[0-3]):(00|15|30|45)$/.test(start))) return null;
  return new Set(starts).size === starts.length ? starts.toSorted() : null;
}

/** The shift that a moment lies in, or with `back` of 1 the one before it. */
export function shiftAt(time: number, zone: string, starts: readonly string[], back = 0): Stretch {
  const today = toPlantTime(new Date(time).toISOString(), zone).slice(0, 10);
  const begins = [-2, -1, 0, 1, 2]
    .flatMap(offset => {
      const day = new Date(Date.parse(`${today}T00:00:00Z`) + offset * DAY).toISOString().slice(0, 10);
      return starts.map(start => fromPlantTime(`${day}T${start}`, zone)!);
    })
    .toSorted();
  const at = begins.findLastIndex(begin => Date.parse(begin) <= time) - back;
  return { from: begins[Math.max(at, 0)]!, before: begins[Math.max(at, 0) + 1]! };
}

/** The clock of a time zone at a moment, as `2026-03-01T14:05`. */
export function toPlantTime(iso: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(new Date(iso));
  const part = (name: string) => parts.find(({ type }) => type === name)!.value;
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The moment at which clocks of a time zone show a local time such as `2026-03-01T14:05`; null for what is no time. */
export function fromPlantTime(local: string, zone: string): string | null {
  const wanted = LOCAL.test(local) ? Date.parse(`${local.slice(0, 16)}:00Z`) : Number.NaN;
  if (Number.isNaN(wanted)) return null;
  const offsetAt = (time: number) =>
    Date.parse(`${toPlantTime(new Date(time).toISOString(), zone)}:00Z`) - Math.floor(time / 60_000) * 60_000;
  const guess = wanted - offsetAt(wanted);
  return new Date(wanted - offsetAt(guess)).toISOString();
}
