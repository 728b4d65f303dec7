import type { Bucket } from './monitor-filter.ts';

/** What a stretch of time is called below a chart: short, in the plant's zone. */
export function bucketName(from: string, bucket: Bucket, language: string, zone: string): string {
  const write = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone: zone, ...options }).format(new Date(from));
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  if (bucket === 'hour') return write({ weekday: 'short', ...clock });
  if (bucket === 'day') return write({ month: 'short', day: 'numeric' });
  return write({ weekday: 'short', day: 'numeric', ...clock });
}
