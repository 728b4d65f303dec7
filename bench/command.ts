import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { InspectError } from '../src/errors.ts';
import { letHeapGrow } from '../src/heap-growth.ts';
import type { BenchContext } from './harness.ts';
import { describeMachine, type Machine, machineFacts } from './machine.ts';
import { type MeasuredRates, measureRates } from './rates.ts';
import { watchStolenTime } from './stolen-time.ts';

/** What was asked for on the command line of a benchmark. */
export interface BenchRequest {
  readonly names: readonly string[];
  readonly full: boolean;
  /** A folder of pictures that a training is measured with, too, or null. */
  readonly originals: string | null;
  /** File for the results as JSON, or null. */
  readonly json: string | null;
  readonly seed: number;
  readonly threads: number;
}

/** Where a benchmark runs, for its results; wire names. */
export interface BenchSurroundings {
  readonly machine: Machine;
  readonly rates: {
    readonly matrix_gflops: number;
    readonly int8_gflops: number;
    readonly read_gigabytes_a_second: number;
  };
}

/**
 * Reads the words after the command.
 *
 * @throws InspectError `invalid_argument` for an unknown option or a number that is none.
 */
export function readRequest(words: readonly string[]): BenchRequest {
  const { values, positionals } = parsed(words);
  return {
    names: positionals,
    full: values.full ?? false,
    originals: values.originals ?? null,
    json: values.json ?? null,
    seed: wholeNumber('--seed', values.seed ?? '7'),
    threads: wholeNumber('--threads', values.threads ?? String(availableParallelism())),
  };
}

/**
 * Prepares folders, looks at the machine and measures its rates, does the work, says how quiet the machine was, and
 * clears up.
 */
export async function runBenchmark(
  request: BenchRequest,
  work: (context: BenchContext, surroundings: BenchSurroundings) => Promise<object>,
): Promise<void> {
  const { seed, threads, full, originals, json } = request;
  letHeapGrow(); // as the programs do that are measured here
  const stolenShare = watchStolenTime();
  const machine = machineFacts(seed, threads);
  console.log(describeMachine(machine));
  const options = { device: 'cpu', threads } as const;
  const rates = await measureRates(options);
  console.log(
    `matrix product ${rates.matrixGflops.toFixed(0)} GFLOP/s float32, ${rates.int8Gflops.toFixed(0)} int8; memory ${rates.readGigabytes.toFixed(1)} GB/s read\n`,
  );
  const kept = join(tmpdir(), 'inspectai-bench');
  await mkdir(kept, { recursive: true });
  const temporary = await mkdtemp(join(tmpdir(), 'inspectai-bench-run-'));
  const started = performance.now();
  const note = (message: string) =>
    void process.stderr.write(
      `${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${message}\n`,
    );
  try {
    const surroundings = { machine, rates: onTheWire(rates) };
    const results = await work(
      { options, rates, seed, full, originals, temporary, kept, note },
      surroundings,
    );
    const stolen = stolenShare();
    if (stolen !== null)
      console.log(
        `Of the processor time asked for, the machine's host gave ${(100 * stolen).toFixed(1)} % to others.`,
      );
    if (json !== null)
      await writeFile(json, `${JSON.stringify({ ...results, stolen_share: stolen }, null, 2)}\n`);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Ends the process with a message for what the user can act on, and with the stack for anything else. */
export function fail(cause: unknown, status: number): void {
  console.error(cause instanceof InspectError ? cause.message : cause);
  process.exitCode = status;
}

function onTheWire({ matrixGflops, int8Gflops, readGigabytes }: MeasuredRates): BenchSurroundings['rates'] {
  return {
    matrix_gflops: matrixGflops,
    int8_gflops: int8Gflops,
    read_gigabytes_a_second: readGigabytes,
  };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        full: { type: 'boolean' },
        json: { type: 'string' },
        originals: { type: 'string' },
        seed: { type: 'string' },
        threads: { type: 'string' },
      },
    });
  } catch (cause) {
    throw new InspectError(
      'invalid_argument',
      `${(cause as Error).message} Options: --full, --json FILE, --originals FOLDER, --seed NUMBER, --threads NUMBER.`,
      { cause },
    );
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InspectError('invalid_argument', `${name} is "${text}"; expected a whole number of at least 1.`);
}
