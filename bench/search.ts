import { buildIndex } from '../src/patchcore/approximate-index.ts';
import { openApproximateNearest } from '../src/patchcore/approximate-nearest.ts';
import { openFullNearest } from '../src/patchcore/full-nearest.ts';
import type { MemoryBank } from '../src/patchcore/memory-bank.ts';
import { measureRecall } from '../src/patchcore/recall.ts';
import { openSearch, openSearchFor, type Search } from '../src/patchcore/search.ts';
import { manyDrawnPictures } from './drawn-pictures.ts';
import type { Bench, BenchContext, BenchRow } from './harness.ts';
import { leftOut, measure } from './harness.ts';
import { bankOf, GRID, type PatchVectors, patchVectors } from './patch-vectors.ts';
import { benchBackbone } from './random-weights.ts';
import { floorMs } from './rates.ts';

const SIZES = [1_024, 4_096, 16_384, 65_536, 262_144, 1_000_000];
/** Rows of these sizes take minutes to compute; only `--full` measures them. */
const LARGE = 262_144;
const LARGEST_BYTES = 2 ** 31;
const PATCHES = GRID.height * GRID.width;
const SHAPE = { patches: PATCHES, neighbors: 9 } as const;
const MANY_PICTURES = 1_000;
/** Rows from which an index is measured, too. */
const INDEXED = 16_384;

export const search: Bench = {
  name: 'search',
  question: 'How does the search of 784 patches grow with rows and dimensions?',
  async run(context) {
    const sizes = context.full ? SIZES : SIZES.filter(size => size < LARGE);
    const pictures = await manyDrawnPictures(context, Math.ceil(sizes.at(-1)! / PATCHES), 224);
    const rows: BenchRow[] = [];
    for (const name of ['compact', 'wide_resnet50_2']) {
      const { backbone } = await benchBackbone(name, context.temporary, context.seed);
      const unknown = await patchVectors(backbone, pictures.test.slice(0, 1), context.options);
      const fitting = sizes.filter(size => 4 * size * unknown.dimensions < LARGEST_BYTES);
      context.note(`patches for ${fitting.at(-1)} rows of ${unknown.dimensions}`);
      const train = pictures.train.slice(0, Math.ceil(fitting.at(-1)! / PATCHES));
      const known = await patchVectors(backbone, train, context.options);
      for (const size of sizes)
        rows.push(
          ...(fitting.includes(size)
            ? await measureSize(size, known, unknown.vectors, context)
            : [leftOut(`${size} x ${unknown.dimensions}`, 'over 2 GB')]),
        );
    }
    return rows;
  },
};

/** All ways to search the first rows of the known patches. */
async function measureSize(
  size: number,
  known: PatchVectors,
  patches: Float32Array,
  context: BenchContext,
): Promise<readonly BenchRow[]> {
  const { rates, note, options } = context;
  const { dimensions } = known;
  note(`${size} x ${dimensions}`);
  const bank = bankOf({ ...known, vectors: known.vectors.subarray(0, size * dimensions) });
  const operations = 2 * size * dimensions * PATCHES;
  const floor = floorMs(rates, { operations, bytes: bank.vectors.byteLength });
  const named = (kind: string) => `${size} x ${dimensions}, ${kind}`;
  const rows = [
    await measureSearch(named('full product'), () => openSearch(bank, SHAPE, options), patches, floor),
    await measureSearch(
      named('chosen plan'),
      () => openSearchFor(MANY_PICTURES, bank, SHAPE, options),
      patches,
      floor,
    ),
  ];
  return size < INDEXED ? rows : [...rows, await measureIndex(named('index'), bank, patches, context)];
}

async function measureIndex(
  name: string,
  bank: MemoryBank,
  patches: Float32Array,
  { options }: BenchContext,
): Promise<BenchRow> {
  const started = performance.now();
  const index = await buildIndex(bank, options);
  const build_s = (performance.now() - started) / 1000;
  const open = () => openSearchFor(MANY_PICTURES, bank, { ...SHAPE, index }, options);
  const row = await measureSearch(name, open, patches);
  const exact = await openFullNearest(bank, options);
  const approximate = await openApproximateNearest(bank, index, options);
  try {
    const { recall } = await measureRecall(approximate, exact, [{ picture: -1, patches }]);
    return { ...row, facts: { ...row.facts, build_s, recall } };
  } finally {
    await exact.close();
    await approximate.close();
  }
}

/** One search, from opening it on. */
async function measureSearch(
  name: string,
  open: () => Promise<Search>,
  patches: Float32Array,
  floor?: number,
): Promise<BenchRow> {
  const started = performance.now();
  const opened = await open();
  const open_ms = performance.now() - started;
  try {
    const timing = await measure(() => opened.search(patches), { warmUps: 1, runs: 7, budgetMs: 2_000 });
    const floors = floor && { full_product_floor_ms: floor, times_floor: timing.medianMs / floor };
    return { name, timing, facts: { ...floors, open_ms } };
  } finally {
    await opened.close();
  }
}
