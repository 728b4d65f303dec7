import type { Interval } from '../statistics/intervals.ts';

/** A share in 0..1 as percent: one decimal, more where it would be rounded to 0 or 100 % without being that. */
export function formatShare(share: number | null): string {
  return share === null ? 'n/a' : `${percent(share)} %`;
}

/** An interval of shares as percent: `0–16.8 %`. */
export function formatInterval(interval: Interval): string {
  return `${percent(interval[0])}–${percent(interval[1])} %`;
}

/** A score or threshold with four significant digits. */
export function formatScore(score: number): string {
  return new Intl.NumberFormat('en', { maximumSignificantDigits: 4, useGrouping: false }).format(score);
}

/** Milliseconds as a duration that is easy to read. */
export function formatDuration(milliseconds: number | null): string {
  if (milliseconds === null) return 'n/a';
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1000) return `${milliseconds.toFixed(0)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `1 part`, `2 parts`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

function percent(share: number): string {
  const hides = (text: string) => (Number(text) === 0 && share > 0) || (Number(text) === 100 && share < 1);
  let text = (share * 100).toFixed(1);
  for (let decimals = 2; decimals <= 4 && hides(text); decimals++) text = (share * 100).toFixed(decimals);
  return text.replace(/\.0+$/, '');
}
