import { BACKBONES } from '../src/backbones/registry.ts';
import { greySquare } from '../src/patchcore/feature-extractor.ts';
import { openFeatures } from '../src/patchcore/features.ts';
import type { Bench, BenchContext, BenchRow } from './harness.ts';
import { measure } from './harness.ts';
import { LAYERS, PREPROCESSING } from './patch-vectors.ts';
import { benchBackbone } from './random-weights.ts';
import { floorMs } from './rates.ts';
import { backboneOperations } from './traced-network.ts';

export const features: Bench = {
  name: 'features',
  question: 'How long does each backbone take from 224 px pixels to patches?',
  async run(context) {
    const rows: BenchRow[] = [];
    for (const { name } of BACKBONES) rows.push(await measureBackbone(name, context));
    return rows;
  },
};

async function measureBackbone(
  name: string,
  { temporary, seed, options, rates, note }: BenchContext,
): Promise<BenchRow> {
  note(name);
  const { backbone, weights } = await benchBackbone(name, temporary, seed);
  const extractor = await openFeatures(backbone, { layers: LAYERS, preprocessing: PREPROCESSING }, options);
  try {
    const picture = greySquare(PREPROCESSING.imageSize);
    const timing = await measure(() => extractor.extract(picture), { warmUps: 3, runs: 30, budgetMs: 5_000 });
    const operations = backboneOperations(name, LAYERS, PREPROCESSING.imageSize);
    const floor = floorMs(rates, { operations, bytes: backbone.bytes.length });
    return {
      name,
      timing,
      facts: {
        weights,
        gigaoperations: operations / 1e9,
        floor_ms: floor,
        times_floor: timing.medianMs / floor,
        dimensions: extractor.dimensions,
      },
    };
  } finally {
    await extractor.close();
  }
}
