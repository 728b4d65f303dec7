import { createGraph, type OnnxModel } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import type { ApproximateIndex } from './approximate-index.ts';
import { openApproximateNearest } from './approximate-nearest.ts';
import { openFastestNearest } from './fastest-plan.ts';
import { openFullNearest } from './full-nearest.ts';
import { gatherRows } from './matrix-rows.ts';
import { type MemoryBank, NO_PICTURE, UNREACHABLE } from './memory-bank.ts';
import type { NearestSearch } from './nearest.ts';
import { rotateBank } from './principal-axes.ts';
import { openProgressiveNearest, type SearchPlan } from './progressive-nearest.ts';
import { addImageScore } from './score.ts';
import { quickPlan } from './search-plan.ts';

/** Pictures from which finding the fastest plan costs less time than it saves. */
const MANY_PICTURES = 500;

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
  return openProgressiveNearest(bank, await rotateBank(bank, plan.axes, options), plan, options);
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
