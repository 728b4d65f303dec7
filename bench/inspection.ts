import { mkdir, readFile, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { decodeImage } from '../src/image/codec.ts';
import { openCategory } from '../src/operations/open-category.ts';
import { CATEGORY, type DrawnPictures, drawnPictures } from './drawn-pictures.ts';
import type { Bench, BenchContext, BenchRow } from './harness.ts';
import { measure } from './harness.ts';
import { movedPictures } from './moved-pictures.ts';
import { LAYERS } from './patch-vectors.ts';
import { benchBackbone } from './random-weights.ts';
import { floorMs } from './rates.ts';
import { backboneOperations } from './traced-network.ts';
import { trainedCategory } from './trained-category.ts';

const PICTURES = 60;
/** Copies of given pictures that are inspected. */
const INSPECTED = 9;
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
    const drawn = { '256 px PNG': small.test, '900 px PNG': large.test };
    const rows: BenchRow[] = [];
    for (const name of ['compact', 'resnet18', 'wide_resnet50_2'])
      rows.push(...(await measureBackbone(name, small, drawn, context)));
    if (context.originals === null) return rows;
    const copies = await copiesOf(context.originals, context);
    const inspected = { [`moved copies of ${context.originals}`]: copies.test };
    return [...rows, ...(await measureBackbone('compact', copies, inspected, context))];
  },
};

/** Moved copies of real pictures, which compress better than drawn ones and so take less time to decode. */
async function copiesOf(originals: string, { temporary, seed }: BenchContext): Promise<DrawnPictures> {
  const root = join(temporary, 'moved');
  const copies = await movedPictures(
    originals,
    PICTURES + INSPECTED,
    join(root, CATEGORY, 'train', 'good'),
    seed,
  );
  const folder = join(root, CATEGORY, 'test', 'good');
  await mkdir(folder, { recursive: true });
  const test = copies.slice(PICTURES).map(path => ({ path, there: join(folder, basename(path)) }));
  for (const { path, there } of test) await rename(path, there);
  return { root, train: copies.slice(0, PICTURES), test: test.map(({ there }) => there) };
}

/** @param inspected pictures by what they are called in the table */
async function measureBackbone(
  name: string,
  trained: DrawnPictures,
  inspected: Readonly<Record<string, readonly string[]>>,
  context: BenchContext,
): Promise<readonly BenchRow[]> {
  const { temporary, seed, rates, note } = context;
  const backbone = await benchBackbone(name, temporary, seed);
  const { config, summary } = await trainedCategory(context, backbone, trained);
  const opened = await openCategory(config, CATEGORY, new Set(), EXPECTED);
  try {
    const { entries, dimensions } = summary;
    const searched = 2 * PATCHES * entries * dimensions;
    const floor = floorMs(rates, {
      operations: backboneOperations(name, LAYERS, SIDE) + searched,
      bytes: backbone.backbone.bytes.length + 4 * entries * dimensions,
    });
    const rows: BenchRow[] = [];
    for (const [title, paths] of Object.entries(inspected)) {
      note(`${name}, ${title}`);
      const pictures = await Promise.all(paths.map(path => readFile(path)));
      let next = 0;
      const inspect = async () =>
        opened.detect(await decodeImage(pictures[next++ % pictures.length]!, 'picture'));
      const decode = async () => decodeImage(pictures[next++ % pictures.length]!, 'picture');
      const timing = await measure(inspect, { warmUps: 3, runs: 30, budgetMs: 5_000 });
      const rested = await measure(inspect, { warmUps: 0, runs: 15, budgetMs: 4_000, restMs: REST_MS });
      const decoding = await measure(decode, { warmUps: 1, runs: 10, budgetMs: 1_000 });
      rows.push({
        name: `${name}, ${title}`,
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
