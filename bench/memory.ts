import type { TrainingSummary } from '../src/operations/training-summary.ts';
import { runCommandLine } from './child-process.ts';
import { variedPictures } from './drawn-pictures.ts';
import type { Bench, BenchContext, BenchRow } from './harness.ts';
import { timingOf } from './harness.ts';
import { benchBackbone } from './random-weights.ts';
import { trainingWords } from './training.ts';

const COUNTS = [25, 50, 100];
const FULL_COUNTS = [25, 50, 100, 200, 500, 1_000, 5_000];

export const memory: Bench = {
  name: 'memory',
  question: 'How much memory does a training hold at most, by number of pictures (resnet18, 256 px)?',
  async run(context) {
    const rows: BenchRow[] = [];
    for (const count of context.full ? FULL_COUNTS : COUNTS) rows.push(await measurePeak(count, context));
    return rows;
  },
};

type MemoryFacts = Pick<TrainingSummary, 'entries' | 'dimensions'> & {
  readonly estimate: NonNullable<TrainingSummary['estimate']>;
};

async function measurePeak(count: number, context: BenchContext): Promise<BenchRow> {
  const { temporary, seed, options, note } = context;
  const pictures = await variedPictures(context, count, 256);
  const { backbone, weights } = await benchBackbone('resnet18', temporary, seed);
  note(`training on ${count} pictures`);
  const words = trainingWords({
    pictures: { 'data-root': pictures.root },
    temporary,
    name: backbone.name,
    weights: backbone.path,
    ...options,
  });
  const { ms, peakBytes, stdout } = await runCommandLine(words);
  const { entries, dimensions, estimate } = JSON.parse(stdout) as MemoryFacts;
  return {
    name: `${count} pictures`,
    timing: timingOf([ms]),
    facts: {
      weights,
      peak_megabytes: peakBytes / 1e6,
      estimated_megabytes: estimate.peak_memory_bytes / 1e6,
      estimated_s: estimate.seconds,
      bank_megabytes: (4 * entries * dimensions) / 1e6,
      patches_megabytes: (4 * count * 784 * dimensions) / 1e6,
    },
  };
}
