import type { Plane } from '../image/image.ts';
import { createGraph } from '../onnx/graph.ts';
import { openSession, type Session, type SessionOptions, tensor } from '../onnx/session.ts';
import { addAnomalyMap, type MapShape, type PatchGrid } from './anomaly-map.ts';
import type { ApproximateIndex } from './approximate-index.ts';
import type { MemoryBank } from './memory-bank.ts';
import { openSearchFor } from './search.ts';

/** What the search says of a whole picture. */
export interface PictureResult {
  readonly score: number;
  readonly map: Plane;
  /** Distance of every patch to its nearest entry, `[grid.height * grid.width]`. */
  readonly distances: Float32Array;
  /** The nearest entry of every patch, `[grid.height * grid.width]`. */
  readonly entries: Int32Array;
  /** The patch farthest from the bank: its index in the grid, its distance, and its nearest entry. */
  readonly worst: { readonly patch: number; readonly distance: number; readonly entry: number };
}

/** A memory bank that is ready to be searched, for pictures with grids of any size. */
export interface PictureSearch {
  /**
   * @param strips all patches of the picture's grid in raster order, in one or more pieces of `[patches, dimensions]`
   * @param excludedPicture training picture whose entries take no part (leave-one-picture-out)
   */
  search(strips: Strips, excludedPicture?: number): Promise<PictureResult>;
  close(): Promise<void>;
}

export type Strips = AsyncIterable<Float32Array> | Iterable<Float32Array>;

export interface PictureShape {
  readonly grid: PatchGrid;
  readonly map: MapShape;
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
  { grid, map, neighbors, index }: PictureShape,
  options: SessionOptions,
): Promise<PictureSearch> {
  const patches = grid.height * grid.width;
  const usualPictures = pictures * Math.ceil(patches / USUAL_PATCHES);
  const shape = { patches: Math.min(patches, USUAL_PATCHES), neighbors, index };
  const search = await openSearchFor(usualPictures, bank, shape, options);
  const maps = await openSession(mapGraph(grid, map), { ...options, device: 'cpu' });
  return {
    async search(strips, excludedPicture) {
      const distances = new Float32Array(patches);
      const entries = new Int32Array(patches);
      let done = 0;
      let score = 0;
      let worst = { patch: 0, distance: Number.NEGATIVE_INFINITY, entry: 0 };
      for await (const strip of strips) {
        const found = await search.search(strip, excludedPicture);
        distances.set(found.distances, done);
        entries.set(found.entries, done);
        const distance = found.distances[found.worstPatch]!;
        if (distance > worst.distance) {
          worst = { patch: done + found.worstPatch, distance, entry: found.entries[found.worstPatch]! };
          score = found.score;
        }
        done += found.distances.length;
      }
      return { score, worst, distances, entries, map: await mapOf(maps, distances, map) };
    },
    async close() {
      await search.close();
      await maps.close();
    },
  };
}

function mapGraph(grid: PatchGrid, map: MapShape): Uint8Array {
  const graph = createGraph('map');
  const distances = graph.input('distances', 'float32', [grid.height * grid.width]);
  graph.output(addAnomalyMap(graph, distances, grid, map), 'map', 'float32', [map.height, map.width]);
  return graph.toModel();
}

async function mapOf(session: Session, distances: Float32Array, { width, height }: MapShape): Promise<Plane> {
  const outputs = await session.run({ distances: tensor(distances, distances.length) });
  return { width, height, data: outputs.map!.data as Float32Array };
}
