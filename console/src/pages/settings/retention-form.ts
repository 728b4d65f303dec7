/** What the form of retention holds: text as it is typed. */
export type RetentionText = Readonly<Record<'pass' | 'review' | 'fail' | 'jobs' | 'gigabytes', string>>;

/** The settings as the server takes them. */
export interface RetentionSettings {
  readonly pass_days: number | null;
  readonly review_days: number | null;
  readonly fail_days: number | null;
  /** Of jobs that have ended. */
  readonly job_days?: number | null;
  readonly budget_bytes: number | null;
}

const BYTES_PER_GIGABYTE = 1e9;

/** The settings as text: days, gigabytes, and nothing for "for ever" and "no limit". */
export function textOf(settings: RetentionSettings): RetentionText {
  const text = (value: number | null) => (value === null ? '' : String(value));
  return {
    pass: text(settings.pass_days),
    review: text(settings.review_days),
    fail: text(settings.fail_days),
    jobs: text(settings.job_days ?? null),
    gigabytes: text(settings.budget_bytes === null ? null : settings.budget_bytes / BYTES_PER_GIGABYTE),
  };
}

/** The fields that hold no number of 0 or more. */
export function faultyFields(text: RetentionText): readonly (keyof RetentionText)[] {
  const names = Object.keys(text) as (keyof RetentionText)[];
  return names.filter(name => Number.isNaN(numberOf(text[name])));
}

/** The settings; null when a field is faulty. */
export function settingsOf(text: RetentionText): RetentionSettings | null {
  if (faultyFields(text).length > 0) return null;
  const gigabytes = numberOf(text.gigabytes);
  return {
    pass_days: numberOf(text.pass),
    review_days: numberOf(text.review),
    fail_days: numberOf(text.fail),
    job_days: numberOf(text.jobs),
    budget_bytes: gigabytes === null ? null : Math.round(gigabytes * BYTES_PER_GIGABYTE),
  };
}

/** Null for nothing, NaN for what is no number of 0 or more; a decimal comma is one, too. */
function numberOf(text: string): number | null {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return null;
  return /^\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}
