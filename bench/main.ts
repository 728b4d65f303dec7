import { formatTable } from '../src/cli/table.ts';
import { InspectError } from '../src/errors.ts';
import { coldStart } from './cold-start.ts';
import { fail, readRequest, runBenchmark } from './command.ts';
import { coreset } from './coreset.ts';
import { features } from './features.ts';
import type { Bench, BenchRow } from './harness.ts';
import { inspection } from './inspection.ts';
import { memory } from './memory.ts';
import { search } from './search.ts';
import { throughput } from './throughput.ts';
import { training } from './training.ts';

const BENCHES: readonly Bench[] = [
  features,
  search,
  coreset,
  training,
  inspection,
  throughput,
  coldStart,
  memory,
];

try {
  const request = readRequest(process.argv.slice(2));
  const chosen = choose(request.names);
  await runBenchmark(request, async (context, surroundings) => {
    const results: Record<string, unknown>[] = [];
    for (const bench of chosen) {
      console.log(`${bench.name}: ${bench.question}`);
      const rows = await bench.run(context);
      console.log(`${table(rows)}\n`);
      results.push({ name: bench.name, question: bench.question, rows: rows.map(onTheWire) });
    }
    return { ...surroundings, benches: results };
  });
} catch (cause) {
  fail(cause, 1);
}

function choose(names: readonly string[]): readonly Bench[] {
  const unknown = names.find(name => BENCHES.every(bench => bench.name !== name));
  if (unknown !== undefined)
    throw new InspectError(
      'invalid_argument',
      `There is no benchmark "${unknown}". Choose from: ${BENCHES.map(bench => bench.name).join(', ')}.`,
    );
  return names.length === 0 ? BENCHES : BENCHES.filter(bench => names.includes(bench.name));
}

function table(rows: readonly BenchRow[]): string {
  const facts = [...new Set(rows.flatMap(row => Object.keys(row.facts)))];
  const ms = (value: (timing: NonNullable<BenchRow['timing']>) => number) => (row: BenchRow) =>
    row.timing ? shown(value(row.timing)) : '-';
  return formatTable(
    [
      { title: 'what', value: (row: BenchRow) => row.name },
      { title: 'min ms', value: ms(timing => timing.minMs), align: 'right' },
      { title: 'median ms', value: ms(timing => timing.medianMs), align: 'right' },
      { title: '± ms', value: ms(timing => timing.deviationMs), align: 'right' },
      ...facts.map(fact => ({
        title: fact.replaceAll('_', ' '),
        value: (row: BenchRow) => shown(row.facts[fact] ?? ''),
        align: 'right' as const,
      })),
    ],
    rows,
  );
}

/** Three digits that mean something. */
function shown(value: number | string): string {
  if (typeof value === 'string') return value;
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function onTheWire({ name, timing, facts }: BenchRow) {
  if (timing === null) return { name, skipped: true, ...facts };
  const { runs, minMs, medianMs, deviationMs } = timing;
  return { name, runs, min_ms: minMs, median_ms: medianMs, deviation_ms: deviationMs, ...facts };
}
