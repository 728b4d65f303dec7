import { selectCoreset } from '../src/patchcore/coreset.ts';
import { pointsInMemory } from '../src/patchcore/points.ts';
import { drawnPictures } from './drawn-pictures.ts';
import type { Bench, BenchContext, BenchRow } from './harness.ts';
import { measure } from './harness.ts';
import { blendedVectors, type PatchVectors, patchVectors, projectedVectors } from './patch-vectors.ts';
import { benchBackbone } from './random-weights.ts';

const SIZES = [10_000, 20_000, 40_000, 80_000, 160_000];
const PICTURES = 16;
const RATIO = 0.1;

export const coreset: Bench = {
  name: 'coreset',
  question: 'How does the selection of a tenth of the patches grow with their number, at 128 dimensions?',
  async run(context) {
    const pictures = await drawnPictures(context, PICTURES, 256);
    const { backbone } = await benchBackbone('compact', context.temporary, context.seed);
    const full = await patchVectors(backbone, pictures.train, context.options);
    const points = await projectedVectors(full, context.seed, context.options);
    const rows: BenchRow[] = [];
    for (const size of SIZES) rows.push(await measureSize(size, points, context));
    return rows;
  },
};

async function measureSize(size: number, points: PatchVectors, context: BenchContext): Promise<BenchRow> {
  const { options, rates, seed, note } = context;
  const count = RATIO * size;
  note(`${count} of ${size}`);
  const { vectors, dimensions } = blendedVectors(points, size, seed);
  const timing = await measure(() => selectCoreset(pointsInMemory(vectors, dimensions), count, options), {
    warmUps: 0,
    runs: 3,
    budgetMs: 6_000,
  });
  const floor = (2 * size * count * dimensions) / (rates.matrixGflops * 1e6);
  return {
    name: `${count} of ${size}`,
    timing,
    facts: {
      floor_ms: floor,
      times_floor: timing.medianMs / floor,
      microseconds_a_pick: (1000 * timing.medianMs) / count,
    },
  };
}
