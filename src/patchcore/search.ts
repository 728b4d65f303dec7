import type { Plane } from '../image/image.ts';
import { createGraph } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { addAnomalyMap, type PatchGrid } from './anomaly-map.ts';
import { addBank, type MemoryBank } from './memory-bank.ts';
import { type RotatedBank, rotateBank } from './principal-axes.ts';
import { addFullNearest, addProgressiveNearest, type SearchPlan } from './progressive-nearest.ts';
import { addImageScore } from './score.ts';
import { quickPlan, searchPlans, typicalPatches } from './search-plan.ts';

const NO_PICTURE = -1;
/** Pictures from which finding the fastest plan costs less time than it saves. */
const MANY_PICTURES = 50;

/** What the search says of one picture's patches. */
export interface SearchResult {
  readonly score: number;
  /** `[side, side]` */
  readonly map: Plane;
  /** Distance of every patch to its nearest entry, `[patches]`. */
  readonly distances: Float32Array;
  /** The nearest entry of every patch, `[patches]`. */
  readonly entries: Int32Array;
  /** The patch with the largest distance. */
  readonly worstPatch: number;
}

/** A memory bank in a warm session. */
export interface Search {
  /**
   * @param patches `[patches, dimensions]`
   * @param excludedPicture training picture whose entries take no part (leave-one-picture-out)
   */
  search(patches: Float32Array, excludedPicture?: number): Promise<SearchResult>;
  close(): Promise<void>;
}

export interface SearchShape {
  readonly grid: PatchGrid;
  /** Height and width of the anomaly map in pixels. */
  readonly side: number;
  /** b of the image score's re-weighting. */
  readonly neighbors: number;
}

/**
 * Loads a memory bank into a session: patches -> distances, nearest entries, image score, anomaly map. Every plan gives
 * the same result; without one the full product is used.
 */
export async function openSearch(
  bank: MemoryBank,
  shape: SearchShape,
  options: SessionOptions,
  plan: SearchPlan = [],
  rotated?: RotatedBank,
): Promise<Search> {
  const turned = plan.length > 0 ? (rotated ?? (await rotateBank(bank, largestRank([plan]), options))) : null;
  const session = await openSession(searchGraph(bank, shape, plan, turned), options);
  const { side } = shape;
  return {
    async search(patches, excludedPicture = NO_PICTURE) {
      const outputs = await session.run({
        patches: tensor(patches, patches.length / bank.dimensions, bank.dimensions),
        excluded_picture: { type: 'int32', data: Int32Array.of(excludedPicture), shape: [] },
      });
      return {
        score: (outputs.score!.data as Float32Array)[0]!,
        map: { width: side, height: side, data: outputs.map!.data as Float32Array },
        distances: outputs.distances!.data as Float32Array,
        entries: Int32Array.from(outputs.entries!.data as BigInt64Array, Number),
        worstPatch: Number((outputs.worst_patch!.data as BigInt64Array)[0]),
      };
    },
    close: () => session.close(),
  };
}

/** Opens the search for about so many pictures: for many, the fastest plan is found first. */
export function openSearchFor(
  pictures: number,
  bank: MemoryBank,
  shape: SearchShape,
  options: SessionOptions,
): Promise<Search> {
  return pictures >= MANY_PICTURES
    ? openFastestSearch(bank, shape, options)
    : openSearch(bank, shape, options, quickPlan(bank));
}

/** Opens the search with the plan that is fastest for this bank on this machine, found by running each. */
async function openFastestSearch(
  bank: MemoryBank,
  shape: SearchShape,
  options: SessionOptions,
): Promise<Search> {
  const plans = searchPlans(bank);
  if (plans.length === 1) return openSearch(bank, shape, options, plans[0]);
  const rotated = await rotateBank(bank, largestRank(plans), options);
  const { patches, picture } = typicalPatches(bank, shape.grid.height * shape.grid.width);
  let best: { search: Search; ms: number } | null = null;
  for (const plan of plans) {
    const search = await openSearch(bank, shape, options, plan, rotated);
    const ms = await fastestOf(3, () => search.search(patches, picture));
    await (best && ms >= best.ms ? search : best?.search)?.close();
    if (!best || ms < best.ms) best = { search, ms };
  }
  return best!.search;
}

function largestRank(plans: readonly SearchPlan[]): number {
  return Math.max(...plans.flat().map(round => round.rank));
}

async function fastestOf(runs: number, work: () => Promise<unknown>): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await work();
    fastest = Math.min(fastest, performance.now() - started);
  }
  return fastest;
}

function searchGraph(
  bank: MemoryBank,
  { grid, side, neighbors }: SearchShape,
  plan: SearchPlan,
  rotated: RotatedBank | null,
): Uint8Array {
  const graph = createGraph('search');
  const patches = graph.input('patches', 'float32', ['patches', bank.dimensions]);
  const inGraph = addBank(graph, bank, graph.input('excluded_picture', 'int32', []));
  const nearest = rotated
    ? addProgressiveNearest(graph, patches, inGraph, rotated, plan)
    : addFullNearest(graph, patches, inGraph);
  const { score, worstPatch } = addImageScore(graph, patches, nearest, inGraph, neighbors);
  graph.output(score, 'score', 'float32', [1]);
  graph.output(worstPatch, 'worst_patch', 'int64', [1]);
  graph.output(nearest.distances, 'distances', 'float32', ['patches']);
  graph.output(nearest.entries, 'entries', 'int64', ['patches']);
  graph.output(addAnomalyMap(graph, nearest.distances, grid, side), 'map', 'float32', [side, side]);
  return graph.toModel();
}
