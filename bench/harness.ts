import { setTimeout } from 'node:timers/promises';
import type { SessionOptions } from '../src/onnx/session.ts';
import type { MeasuredRates } from './rates.ts';

/** How long a piece of work takes, over several runs in milliseconds. */
export interface Timing {
  readonly runs: number;
  readonly minMs: number;
  readonly medianMs: number;
  /** Median absolute deviation from the median. */
  readonly deviationMs: number;
}

/** One measurement: what was done, how long it took, and what else is worth knowing of it. */
export interface BenchRow {
  readonly name: string;
  /** Null for what was left out; `facts.reason` then says why. */
  readonly timing: Timing | null;
  /** Figures by name with the unit in the name (`floor_ms`), or short texts. */
  readonly facts: Readonly<Record<string, number | string>>;
}

/** What a benchmark is given. */
export interface BenchContext {
  readonly options: SessionOptions;
  readonly rates: MeasuredRates;
  /** Seed of everything random. */
  readonly seed: number;
  /** Also the sizes that take minutes. */
  readonly full: boolean;
  /** A folder of pictures that a training is measured with, too, or null. */
  readonly originals: string | null;
  /** A folder that is removed afterwards. */
  readonly temporary: string;
  /** A folder for drawn pictures that later runs use again. */
  readonly kept: string;
  note(message: string): void;
}

/** One file, one question. */
export interface Bench {
  readonly name: string;
  readonly question: string;
  run(context: BenchContext): Promise<readonly BenchRow[]>;
}

/** How often work is measured. */
export interface Repetition {
  /** Runs that are not counted. */
  readonly warmUps?: number;
  readonly runs?: number;
  /** No run is started later than this after the first; one is always measured. */
  readonly budgetMs?: number;
  /** A pause before every run, for threads of the other side that go on spinning after their work. */
  readonly restMs?: number;
}

/** Runs work several times, after warming up, and says how long it took. */
export async function measure(work: () => Promise<unknown>, repetition: Repetition = {}): Promise<Timing> {
  return (await measureInTurn([() => timed(work)], repetition))[0]!;
}

/**
 * Runs several pieces of work in turn, A B A B, so that what slows the machine for a while slows all of them alike.
 *
 * @param works each does its work and says how many milliseconds that took
 * @returns one timing each, in the same order
 */
export async function measureInTurn(
  works: readonly (() => Promise<number>)[],
  { warmUps = 1, runs = 7, budgetMs = 8_000, restMs = 0 }: Repetition = {},
): Promise<readonly Timing[]> {
  for (let run = 0; run < warmUps; run++) for (const work of works) await work();
  const times = works.map((): number[] => []);
  const started = performance.now();
  for (let run = 0; run < runs; run++) {
    if (run > 0 && performance.now() - started > budgetMs) break;
    for (const [index, work] of works.entries()) {
      if (restMs > 0) await setTimeout(restMs);
      times[index]!.push(await work());
    }
  }
  return times.map(timingOf);
}

/** Does work and says how many milliseconds it took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Sums up times in milliseconds; at least one. */
export function timingOf(timesMs: readonly number[]): Timing {
  const medianMs = median(timesMs);
  return {
    runs: timesMs.length,
    minMs: Math.min(...timesMs),
    medianMs,
    deviationMs: median(timesMs.map(time => Math.abs(time - medianMs))),
  };
}

/** A row for what cannot be measured here, and why. */
export function leftOut(name: string, reason: string): BenchRow {
  return { name, timing: null, facts: { reason } };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
