import { createGraph, type OnnxModel } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import type { ApproximateIndex } from './approximate-index.ts';
import { openApproximateNearest } from './approximate-nearest.ts';
import { openFullNearest } from './full-nearest.ts';
import { gatherRows } from './matrix-rows.ts';
import { type MemoryBank, NO_PICTURE, UNREACHABLE } from './memory-bank.ts';
import type { NearestSearch } from './nearest.ts';
import { rotateBank } from './principal-axes.ts';
import { openProgressiveNearest, type SearchPlan } from './progressive-nearest.ts';
import { addImageScore } from './score.ts';
import { entriesOfOnePicture, patchesAmongEntries, quickPlan, searchPlans } from './search-plan.ts';

/** Pictures from which finding the fastest plan costs less time than it saves. */
const MANY_PICTURES = 50;
/** How often a plan is run to see how fast it is; less often where that takes long, though the first runs allocate. */
const RUNS = 5;
const FEWEST_RUNS = 3;
/** Plans in a row, slower than an earlier one, after which no more axes are tried. */
const SLOWER = 2;
const PLAN_BUDGET_MS = 300;

/** What the search says of a picture's patches, or of some of them. */
export interface SearchResult {
  /** The image score of the patches that were given. */
  readonly score: number;
  /** Distance of every patch to its nearest entry, `[patches]`. */
  readonly distances: Float32Array;
  /** The nearest entry of every patch, `[patches]`. */
  readonly entries: Int32Array;
  /** The patch with the largest distance. */
  readonly worstPatch: number;
}

/** A memory bank that is ready to be searched. */
export interface Search {
  /**
   * @param patches `[patches, dimensions]`
   * @param excludedPicture training picture whose entries take no part (leave-one-picture-out)
   */
  search(patches: Float32Array, excludedPicture?: number): Promise<SearchResult>;
  close(): Promise<void>;
}

export interface SearchShape {
  /** Patches that are searched at once, about; the fastest plan is found with so many. */
  readonly patches: number;
  /** b of the image score's re-weighting. */
  readonly neighbors: number;
  /** Searches through this index instead of exactly. */
  readonly index?: ApproximateIndex | undefined;
}

/**
 * Opens the search of a bank: patches -> distances, nearest entries, image score. Every plan gives the same result;
 * without one the full product is used.
 */
export async function openSearch(
  bank: MemoryBank,
  shape: SearchShape,
  options: SessionOptions,
  plan: SearchPlan | null = null,
): Promise<Search> {
  const varying = { ...options, shapesVary: true };
  return searchWith(await openNearest(bank, varying, plan), bank, shape, varying);
}

/** Opens the search for about so many pictures: for many, the fastest plan is found first. */
export async function openSearchFor(
  pictures: number,
  bank: MemoryBank,
  shape: SearchShape,
  options: SessionOptions,
): Promise<Search> {
  const varying = { ...options, shapesVary: true };
  return searchWith(await openNearestFor(pictures, bank, shape, varying), bank, shape, varying);
}

function openNearestFor(
  pictures: number,
  bank: MemoryBank,
  { patches, index }: SearchShape,
  options: SessionOptions,
): Promise<NearestSearch> {
  if (index) return openApproximateNearest(bank, index, options);
  if (pictures >= MANY_PICTURES) return openFastestNearest(bank, patches, options);
  return openNearest(bank, options, quickPlan(bank, pictures * patches, options));
}

/** What follows the nearest entries of every patch: the score. */
async function searchWith(
  nearest: NearestSearch,
  bank: MemoryBank,
  { neighbors }: SearchShape,
  options: SessionOptions,
): Promise<Search> {
  const { vectors, dimensions } = bank;
  const session = await openSession(scoreGraph(dimensions), { ...options, device: 'cpu' });
  return {
    async search(patches, excludedPicture = NO_PICTURE) {
      const { distances, entries } = await nearest.nearest(patches, 1, excludedPicture);
      const worstPatch = indexOfLargest(distances);
      const star = distances[worstPatch]!;
      const worst = gatherRows(patches, dimensions, [worstPatch]);
      const lonely = gatherRows(vectors, dimensions, [entries[worstPatch]!]);
      const around = await nearest.nearest(lonely, neighbors, excludedPicture);
      const neighbourhood = around.entries.filter((_, place) => around.distances[place]! < UNREACHABLE / 2);
      const outputs = await session.run({
        star: tensor(Float32Array.of(star), 1),
        patch: tensor(worst, 1, dimensions),
        neighbourhood: tensor(
          gatherRows(vectors, dimensions, neighbourhood),
          neighbourhood.length,
          dimensions,
        ),
      });
      // With one neighbour the weight would be 0 for every picture; anomalib, too, then leaves s* as it is.
      const score = neighbourhood.length > 1 ? (outputs.score!.data as Float32Array)[0]! : star;
      return { score, distances, entries, worstPatch };
    },
    async close() {
      await session.close();
      await nearest.close();
    },
  };
}

async function openNearest(
  bank: MemoryBank,
  options: SessionOptions,
  plan: SearchPlan | null,
): Promise<NearestSearch> {
  if (!plan) return openFullNearest(bank, options);
  return openProgressiveNearest(bank, await rotateBank(bank, plan.axes, options), plan.rank, options);
}

/** Opens the search with the plan that is fastest for this bank on this machine, found by running each. */
async function openFastestNearest(
  bank: MemoryBank,
  patchesPerPicture: number,
  options: SessionOptions,
): Promise<NearestSearch> {
  const plans = searchPlans(bank, options);
  const full = await openFullNearest(bank, options);
  if (plans.length === 0) return full;
  const { entries, picture } = entriesOfOnePicture(bank, patchesPerPicture);
  const started = performance.now();
  const near = await full.nearest(entries, 1, picture);
  const firstMs = performance.now() - started;
  const patches = patchesAmongEntries(bank, entries, near, patchesPerPicture);
  const runMs = (nearest: NearestSearch, fewest?: number) =>
    fastestMs(() => nearest.nearest(patches, 1, picture), fewest);
  const best = await openFastestPlan(bank, plans, runMs, options);
  // The first run allocates, so it stands for the full product only where a plan is faster by far.
  const isFull = best.ms > firstMs / 2 && (await runMs(full, 1)) <= best.ms;
  await (isFull ? best.nearest : full).close();
  return isFull ? full : best.nearest;
}

/** Runs plans with more and more axes until it takes longer again. */
async function openFastestPlan(
  bank: MemoryBank,
  plans: readonly SearchPlan[],
  runMs: (nearest: NearestSearch) => Promise<number>,
  options: SessionOptions,
): Promise<{ readonly nearest: NearestSearch; readonly ms: number }> {
  const rotated = await rotateBank(bank, plans.at(-1)!.axes, options);
  let best: Awaited<ReturnType<typeof openFastestPlan>> | null = null;
  let slower = 0;
  for (const { rank } of plans) {
    if (slower === SLOWER) break;
    const nearest = await openProgressiveNearest(bank, rotated, rank, options);
    const ms = await runMs(nearest);
    slower = best && ms >= best.ms ? slower + 1 : 0;
    await (slower > 0 ? nearest : best?.nearest)?.close();
    if (slower === 0) best = { nearest, ms };
  }
  return best!;
}

async function fastestMs(work: () => Promise<unknown>, fewest = FEWEST_RUNS): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  const begun = performance.now();
  for (let run = 0; run < fewest || (run < RUNS && performance.now() - begun < PLAN_BUDGET_MS); run++) {
    const started = performance.now();
    await work();
    fastest = Math.min(fastest, performance.now() - started);
  }
  return fastest;
}

function indexOfLargest(values: Float32Array): number {
  let largest = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[largest]!) largest = i;
  return largest;
}

function scoreGraph(dimensions: number): OnnxModel {
  const graph = createGraph('score');
  const star = graph.input('star', 'float32', [1]);
  const patch = graph.input('patch', 'float32', [1, dimensions]);
  const neighbourhood = graph.input('neighbourhood', 'float32', ['neighbours', dimensions]);
  graph.output(addImageScore(graph, star, patch, neighbourhood), 'score', 'float32', [1]);
  return graph.toModel();
}
