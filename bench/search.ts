import type { MemoryBank } from '../src/patchcore/memory-bank.ts';
import { openSearch, openSearchFor, type Search } from '../src/patchcore/search.ts';
import { drawnPictures } from './drawn-pictures.ts';
import type { Bench, BenchContext, BenchRow } from './harness.ts';
import { leftOut, measure } from './harness.ts';
import { bankOf, blendedVectors, GRID, type PatchVectors, patchVectors } from './patch-vectors.ts';
import { benchBackbone } from './random-weights.ts';
import { floorMs } from './rates.ts';

const SIZES = [1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576];
/** Rows of these sizes take minutes to load; only `--full` measures them. */
const LARGE = 262_144;
const PICTURES = 16;
const SHAPE = { grid: GRID, side: 224, neighbors: 9 } as const;
const MANY_PICTURES = 1_000;
/** A model in ONNX's format may hold 2 GiB, less what the rest of the graph needs. */
const MOST_BYTES = 2 ** 31 - 2 ** 26;

export const search: Bench = {
  name: 'search',
  question: 'How does the search of 784 patches grow with rows and dimensions?',
  async run(context) {
    const pictures = await drawnPictures(context, PICTURES, 256);
    const rows: BenchRow[] = [];
    for (const name of ['compact', 'wide_resnet50_2']) {
      const { backbone } = await benchBackbone(name, context.temporary, context.seed);
      const known = await patchVectors(backbone, pictures.train, context.options);
      const unknown = await patchVectors(backbone, pictures.test.slice(0, 1), context.options);
      for (const size of SIZES) rows.push(...(await measureSize(size, known, unknown.vectors, context)));
    }
    return rows;
  },
};

async function measureSize(
  size: number,
  known: PatchVectors,
  patches: Float32Array,
  context: BenchContext,
): Promise<readonly BenchRow[]> {
  const { full, seed, rates, note } = context;
  const { dimensions } = known;
  const names = ['full product', 'chosen plan'].map(kind => `${size} x ${dimensions}, ${kind}`);
  if (4 * size * dimensions > MOST_BYTES)
    return [leftOut(`${size} x ${dimensions}`, 'a graph holds at most 2 GiB of constants')];
  if (size >= LARGE && !full) return [leftOut(`${size} x ${dimensions}`, 'measured with --full')];
  note(names[0]!);
  const bank = bankOf(blendedVectors(known, size, seed));
  const operations = 2 * size * dimensions * (patches.length / dimensions);
  const floor = floorMs(rates, { operations, bytes: bank.vectors.byteLength });
  const rows: BenchRow[] = [];
  for (const [index, open] of [openFullProduct, openChosenPlan].entries())
    rows.push(await measureSearch(names[index]!, () => open(bank, context), patches, floor));
  return rows;
}

/** One search, from opening it on; a bank that the runtime refuses is a result too. */
async function measureSearch(
  name: string,
  open: () => Promise<Search>,
  patches: Float32Array,
  floor: number,
): Promise<BenchRow> {
  const started = performance.now();
  const opened = await open().catch((cause: Error) => cause);
  if (opened instanceof Error) return leftOut(name, `cannot be opened: ${opened.message}`);
  const openMs = performance.now() - started;
  try {
    const timing = await measure(() => opened.search(patches), { warmUps: 1, runs: 7, budgetMs: 2_000 });
    return {
      name,
      timing,
      facts: { full_product_floor_ms: floor, times_floor: timing.medianMs / floor, open_ms: openMs },
    };
  } finally {
    await opened.close();
  }
}

function openFullProduct(bank: MemoryBank, { options }: BenchContext): Promise<Search> {
  return openSearch(bank, SHAPE, options);
}

function openChosenPlan(bank: MemoryBank, { options }: BenchContext): Promise<Search> {
  return openSearchFor(MANY_PICTURES, bank, SHAPE, options);
}
