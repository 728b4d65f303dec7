import type { Plane } from '../image/image.ts';
import { createGraph, int64 } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { addAnomalyMap, type PatchGrid } from './anomaly-map.ts';
import { addBank, addNearest, type MemoryBank } from './memory-bank.ts';
import { addImageScore } from './score.ts';

/** Candidates whose distances are computed directly before the nearest is named. */
const CANDIDATES = 4;
const NO_PICTURE = -1;

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

/** Loads a memory bank into a session: patches -> distances, nearest entries, image score, anomaly map. */
export async function openSearch(
  bank: MemoryBank,
  shape: SearchShape,
  options: SessionOptions,
): Promise<Search> {
  const session = await openSession(searchGraph(bank, shape), options);
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

function searchGraph(bank: MemoryBank, { grid, side, neighbors }: SearchShape): Uint8Array {
  const graph = createGraph('search');
  const patches = graph.input('patches', 'float32', ['patches', bank.dimensions]);
  const inGraph = addBank(graph, bank, graph.input('excluded_picture', 'int32', []));
  const ranked = addNearest(graph, patches, inGraph, CANDIDATES);
  const first = graph.constant(int64(0), []);
  const nearest = {
    distances: graph.node('Gather', [ranked.distances, first], { axis: 1 }),
    entries: graph.node('Gather', [ranked.entries, first], { axis: 1 }),
  };
  const { score, worstPatch } = addImageScore(graph, patches, nearest, inGraph, neighbors);
  graph.output(score, 'score', 'float32', [1]);
  graph.output(worstPatch, 'worst_patch', 'int64', [1]);
  graph.output(nearest.distances, 'distances', 'float32', ['patches']);
  graph.output(nearest.entries, 'entries', 'int64', ['patches']);
  graph.output(addAnomalyMap(graph, nearest.distances, grid, side), 'map', 'float32', [side, side]);
  return graph.toModel();
}
