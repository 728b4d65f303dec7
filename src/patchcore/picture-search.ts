import type { Mask, Plane } from '../image/image.ts';
import { createGraph, type OnnxModel } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { addAnomalyMap, type MapShape, type PatchGrid } from './anomaly-map.ts';
import type { ApproximateIndex } from './approximate-index.ts';
import { patchCount, patchNumber } from './feature-extractor.ts';
import type { MemoryBank } from './memory-bank.ts';
import { pixelsOfPatches } from './region-of-interest.ts';
import { openSearchFor } from './search.ts';

/** What the search says of a whole picture. */
export interface PictureResult {
  readonly score: number;
  /** Not a number where the patches are not searched. */
  readonly map: Plane;
  /** Distance of every patch to its nearest entry, `[grid.height * grid.width]`; not a number where it is not searched. */
  readonly distances: Float32Array;
  /** The nearest entry of every patch, `[grid.height * grid.width]`; -1 where it is not searched. */
  readonly entries: Int32Array;
  /** The patch farthest from the bank: its index in the grid, its distance, and its nearest entry. */
  readonly worst: { readonly patch: number; readonly distance: number; readonly entry: number };
}

/** A memory bank that is ready to be searched, for pictures with grids of any size. */
export interface PictureSearch {
  /**
   * @param strips the patches of the picture's grid in raster order, in one or more pieces of `[patches, dimensions]`
   * @param excludedPicture training picture whose entries take no part (leave-one-picture-out)
   */
  search(strips: Strips, excludedPicture?: number): Promise<PictureResult>;
  close(): Promise<void>;
}

export type Strips = AsyncIterable<Float32Array> | Iterable<Float32Array>;

export interface PictureShape {
  readonly grid: PatchGrid;
  readonly map: MapShape;
  /** Numbers of the patches that are searched, ascending; all of the grid when left out. */
  readonly inside?: Int32Array | undefined;
  /** b of the image score's re-weighting. */
  readonly neighbors: number;
  /** Searches through this index instead of exactly. */
  readonly index?: ApproximateIndex | undefined;
}

/** Patches of a usual picture; the search plans are chosen for so many. */
const USUAL_PATCHES = 1024;

/**
 * Opens the search of a memory bank and the anomaly map of a grid. Large pictures are searched piece by piece: the score
 * of a picture is the score of the piece that holds its worst patch.
 *
 * @param pictures how many pictures are to come, about; for many, the search is tuned first
 */
export async function openPictureSearch(
  pictures: number,
  bank: MemoryBank,
  { grid, map, inside, neighbors, index }: PictureShape,
  options: SessionOptions,
): Promise<PictureSearch> {
  const cells = grid.height * grid.width;
  const patches = patchCount({ grid, inside });
  const usualPictures = pictures * Math.ceil(patches / USUAL_PATCHES);
  const shape = { patches: Math.min(patches, USUAL_PATCHES), neighbors, index };
  const search = await openSearchFor(usualPictures, bank, shape, options);
  const maps = await openMaps(grid, map, inside, options);
  return {
    async search(strips, excludedPicture) {
      const distances = new Float32Array(cells).fill(Number.NaN);
      const entries = new Int32Array(cells).fill(-1);
      let done = 0;
      let score = 0;
      let worst = { patch: 0, distance: Number.NEGATIVE_INFINITY, entry: 0 };
      for await (const strip of strips) {
        const found = await search.search(strip, excludedPicture);
        spread(found.distances, inside, done, distances);
        spread(found.entries, inside, done, entries);
        const distance = found.distances[found.worstPatch]!;
        if (distance > worst.distance) {
          worst = {
            patch: patchNumber({ inside }, done + found.worstPatch),
            distance,
            entry: found.entries[found.worstPatch]!,
          };
          score = found.score;
        }
        done += found.distances.length;
      }
      return { score, worst, distances, entries, map: await maps.map(distances) };
    },
    async close() {
      await search.close();
      await maps.close();
    },
  };
}

/** The largest value of an anomaly map, where anything was searched. */
export function mapMaximum({ data }: Plane): number {
  let largest = 0;
  for (let pixel = 0; pixel < data.length; pixel++) if (data[pixel]! > largest) largest = data[pixel]!;
  return largest;
}

/** Writes what was found of consecutive patches to their places in the grid. */
function spread<Values extends Float32Array | Int32Array>(
  found: Values,
  inside: Int32Array | undefined,
  done: number,
  out: Values,
): void {
  if (inside === undefined) out.set(found, done);
  else for (let at = 0; at < found.length; at++) out[inside[done + at]!] = found[at]!;
}

interface Maps {
  /** @param distances of the grid, not a number where a patch is not searched */
  map(distances: Float32Array): Promise<Plane>;
  close(): Promise<void>;
}

/**
 * Opens the anomaly map of a grid. Where only some patches are searched, each pixel is the mean of those alone, in the
 * weights that they have in the map of all: the others neither raise nor lower what stands beside them.
 */
async function openMaps(
  grid: PatchGrid,
  map: MapShape,
  inside: Int32Array | undefined,
  options: SessionOptions,
): Promise<Maps> {
  const session = await openSession(mapGraph(grid, map), { ...options, device: 'cpu' });
  const mapOf = async (distances: Float32Array) => {
    const outputs = await session.run({ distances: tensor(distances, distances.length) });
    return outputs.map!.data as Float32Array;
  };
  const { height, width } = map;
  const close = () => session.close();
  if (inside === undefined)
    return { map: async distances => ({ width, height, data: await mapOf(distances) }), close };
  const shares = new Float32Array(grid.height * grid.width);
  for (const patch of inside) shares[patch] = 1;
  const weights = await mapOf(shares);
  const shown = pixelsOfPatches(inside, grid, map);
  return {
    async map(distances) {
      const sums = await mapOf(distances.map((distance, patch) => (shares[patch] === 1 ? distance : 0)));
      return { width, height, data: meansWhere(shown, sums, weights) };
    },
    close,
  };
}

function meansWhere(shown: Mask, sums: Float32Array, weights: Float32Array): Float32Array {
  return sums.map((sum, pixel) => (shown.data[pixel] === 1 ? sum / weights[pixel]! : Number.NaN));
}

function mapGraph(grid: PatchGrid, map: MapShape): OnnxModel {
  const graph = createGraph('map');
  const distances = graph.input('distances', 'float32', [grid.height * grid.width]);
  graph.output(addAnomalyMap(graph, distances, grid, map), 'map', 'float32', [map.height, map.width]);
  return graph.toModel();
}
