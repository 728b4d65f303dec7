import { useMemo } from 'react';
import { useLanguage } from './messages.tsx';
import { usePlant } from './plant.ts';

/** Numbers and times as the language writes them, times in the plant's zone. */
export interface Format {
  number(value: number, digits?: number): string;
  /** A share of 1: `99.5 %`. */
  percent(share: number, digits?: number): string;
  /** A score or a threshold. */
  score(value: number): string;
  bytes(value: number): string;
  /** Date and time to the second. */
  time(iso: string): string;
  /** Time of day alone. */
  clock(iso: string): string;
  date(iso: string): string;
  /** `2 minutes ago`. */
  ago(iso: string, now?: number): string;
  /** A duration: `1 min 5 s`. */
  duration(seconds: number): string;
}

const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

export function useFormat(): Format {
  const { language } = useLanguage();
  const { timeZone } = usePlant();
  return useMemo(() => formatOf(language, timeZone), [language, timeZone]);
}

/** @param zone an IANA name */
export function formatOf(language: string, zone: string): Format {
  const times = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone: zone, ...options });
  const full = times({ dateStyle: 'medium', timeStyle: 'medium' });
  const clock = times({ timeStyle: 'medium' });
  const date = times({ dateStyle: 'medium' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const number = (value: number, digits = 0) =>
    value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const unit = (value: number, name: string) =>
    value.toLocaleString(language, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: 1,
    });
  return {
    number,
    percent: (share, digits = 1) =>
      share.toLocaleString(language, {
        style: 'percent',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
    score: value => number(value, 3),
    bytes(value) {
      if (value < 1e6) return unit(value / 1e3, 'kilobyte');
      return value < 1e9 ? unit(value / 1e6, 'megabyte') : unit(value / 1e9, 'gigabyte');
    },
    time: iso => full.format(new Date(iso)),
    clock: iso => clock.format(new Date(iso)),
    date: iso => date.format(new Date(iso)),
    ago(iso, now = Date.now()) {
      const seconds = Math.round((Date.parse(iso) - now) / 1000);
      const [name, size] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? ['second', 1];
      return relative.format(Math.round(seconds / size), name);
    },
    duration(seconds) {
      const whole = Math.round(seconds);
      if (whole < 60) return unit(Math.round(seconds * 10) / 10, 'second');
      const minutes = Math.floor(whole / 60);
      if (minutes < 60) return `${unit(minutes, 'minute')} ${unit(whole % 60, 'second')}`;
      return `${unit(Math.floor(minutes / 60), 'hour')} ${unit(minutes % 60, 'minute')}`;
    },
  };
}
