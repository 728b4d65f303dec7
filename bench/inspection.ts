import { readFile } from 'node:fs/promises';
import { decodeImage } from '../src/image/codec.ts';
import { openCategory } from '../src/operations/open-category.ts';
import { CATEGORY, type DrawnPictures, drawnPictures } from './drawn-pictures.ts';
import type { Bench, BenchContext, BenchRow } from './harness.ts';
import { measure } from './harness.ts';
import { LAYERS } from './patch-vectors.ts';
import { benchBackbone } from './random-weights.ts';
import { floorMs } from './rates.ts';
import { backboneOperations } from './traced-network.ts';
import { trainedCategory } from './trained-category.ts';

const PICTURES = 60;
/** Enough for the search to be tuned, as in a running line. */
const EXPECTED = 1_000;
const SIDE = 224;
/** Between two parts on a line the processor rests. */
const REST_MS = 100;
const PATCHES = 784;

export const inspection: Bench = {
  name: 'inspection',
  question:
    'How long does one inspection take from file bytes to decision, warm, one after the other and after a rest?',
  async run(context) {
    const small = await drawnPictures(context, PICTURES, 256);
    const large = await drawnPictures(context, 2, 900);
    const rows: BenchRow[] = [];
    for (const name of ['compact', 'resnet18', 'wide_resnet50_2'])
      rows.push(...(await measureBackbone(name, small, large, context)));
    return rows;
  },
};

async function measureBackbone(
  name: string,
  small: DrawnPictures,
  large: DrawnPictures,
  context: BenchContext,
): Promise<readonly BenchRow[]> {
  const { temporary, seed, rates, note } = context;
  const backbone = await benchBackbone(name, temporary, seed);
  const { config, summary } = await trainedCategory(context, backbone, small);
  const opened = await openCategory(config, CATEGORY, new Set(), EXPECTED);
  try {
    const { entries, dimensions } = summary;
    const searched = 2 * PATCHES * entries * dimensions;
    const floor = floorMs(rates, {
      operations: backboneOperations(name, LAYERS, SIDE) + searched,
      bytes: backbone.backbone.bytes.length + 4 * entries * dimensions,
    });
    const rows: BenchRow[] = [];
    for (const [sizePx, { test }] of [[256, small] as const, [900, large] as const]) {
      note(`${name}, ${sizePx} px`);
      const pictures = await Promise.all(test.map(path => readFile(path)));
      let next = 0;
      const inspect = async () =>
        opened.detect(await decodeImage(pictures[next++ % pictures.length]!, 'picture'));
      const decode = async () => decodeImage(pictures[next++ % pictures.length]!, 'picture');
      const timing = await measure(inspect, { warmUps: 3, runs: 30, budgetMs: 5_000 });
      const rested = await measure(inspect, { warmUps: 0, runs: 15, budgetMs: 4_000, restMs: REST_MS });
      const decoding = await measure(decode, { warmUps: 1, runs: 10, budgetMs: 1_000 });
      rows.push({
        name: `${name}, ${sizePx} px PNG`,
        timing,
        facts: {
          weights: backbone.weights,
          bank: `${entries} x ${dimensions}`,
          rested_ms: rested.medianMs,
          decoding_ms: decoding.medianMs,
          full_product_floor_ms: floor,
          times_floor: timing.medianMs / floor,
        },
      });
    }
    return rows;
  } finally {
    await opened.close();
  }
}
