import { createGraph, float, type Graph, int64, type OnnxModel, type Value } from '../onnx/graph.ts';
import { openSession, type Session, type SessionOptions, tensor } from '../onnx/session.ts';
import { blocksOf, gatherPoints, type Points } from './points.ts';

/** The matrix products of coreset selection, as ONNX sessions over one set of points. */
export interface CoresetKernels {
  /** How far a squared distance from these products may be from the true one. */
  readonly slack: number;
  /**
   * Computes the squared distances between all rows that are wanted, and some more, and the nearest pick of every batch
   * of `BATCH`; hands them over for some rows at a time, `[rows, batches]`.
   */
  nearestPicks(
    picks: Int32Array,
    take: (rows: Int32Array, distances: Float32Array) => void,
    isWanted?: (row: number) => boolean,
  ): Promise<void>;
  /** Squared distances between all pairs of `rows`, `[rows, rows]`. */
  mutualDistances(rows: Int32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Rows per product with the picks; measured flat between 512 and 4,096. */
const BLOCK = 4096;

/** Share of a block's rows that is wanted, above which all of them are looked at: it saves copying. */
const MOST = 0.8;

/** Picks whose distances are reduced to one: small batches tell well which pick is nearest, large ones reduce faster. */
export const BATCH = 64;

/**
 * Rounding of |a|^2 + |b|^2 - 2ab in float32, in units of the largest |a|^2: twice the measured maximum at 128
 * columns, which is 0.8e-6 for real projections and 1.5e-6 for points far from the origin.
 */
const RELATIVE_SLACK = 3e-6;

/** Opens the sessions for some points. */
export async function openCoresetKernels(points: Points, options: SessionOptions): Promise<CoresetKernels> {
  const { dimensions } = points;
  const norms = await squaredNorms(points);
  const nearestSession = await openSession(nearestGraph(dimensions, 'all'), options);
  const someSession = await openSession(nearestGraph(dimensions, 'wanted'), options);
  const mutualSession = await openSession(mutualGraph(dimensions), options);
  return {
    slack: RELATIVE_SLACK * norms.reduce((largest, norm) => Math.max(largest, norm), 0),
    async nearestPicks(picks, take, isWanted = () => true) {
      const padded = fillLastBatch(picks);
      const picked = tensor(gatherPoints(points, padded), padded.length, dimensions);
      const pickedNorms = tensor(
        Float32Array.from(padded, row => norms[row]!),
        padded.length,
      );
      for await (const { from, block } of blocksOf(points, BLOCK)) {
        const count = block.length / dimensions;
        const wanted = placesWhere(count, place => isWanted(from + place));
        if (wanted.length === 0) continue;
        const feeds = {
          points: tensor(block, count, dimensions),
          norms: tensor(norms.subarray(from, from + count), count, 1),
          picks: picked,
          picked_norms: pickedNorms,
        };
        const areMost = wanted.length > MOST * count;
        const which = { wanted: { type: 'int32', data: wanted, shape: [wanted.length] } } as const;
        const { nearest } = areMost
          ? await run(nearestSession, feeds)
          : await run(someSession, { ...feeds, ...which });
        take(
          (areMost ? placesWhere(count, () => true) : wanted).map(place => from + place),
          nearest!,
        );
      }
    },
    async mutualDistances(rows) {
      const selected = tensor(gatherPoints(points, rows), rows.length, dimensions);
      const rowNorms = Float32Array.from(rows, row => norms[row]!);
      const feeds = {
        points: selected,
        norms: tensor(rowNorms, rows.length, 1),
        picked_norms: tensor(rowNorms, rows.length),
      };
      return (await run(mutualSession, feeds)).squared!;
    },
    async close() {
      await nearestSession.close();
      await someSession.close();
      await mutualSession.close();
    },
  };
}

function placesWhere(count: number, isWanted: (place: number) => boolean): Int32Array {
  const places = new Int32Array(count);
  let size = 0;
  for (let place = 0; place < count; place++) if (isWanted(place)) places[size++] = place;
  return places.subarray(0, size);
}

/** Fills the last batch up with its last pick. */
function fillLastBatch(picks: Int32Array): Int32Array {
  const padded = new Int32Array(Math.ceil(picks.length / BATCH) * BATCH).fill(picks.at(-1)!);
  padded.set(picks);
  return padded;
}

function nearestGraph(dimensions: number, which: 'all' | 'wanted'): OnnxModel {
  const graph = createGraph('coreset_nearest');
  const block = graph.input('points', 'float32', ['block', dimensions]);
  const blockNorms = graph.input('norms', 'float32', ['block', 1]);
  const wanted = which === 'all' ? null : graph.input('wanted', 'int32', ['rows']);
  const points = wanted ? graph.node('Gather', [block, wanted], { axis: 0 }) : block;
  const norms = wanted ? graph.node('Gather', [blockNorms, wanted], { axis: 0 }) : blockNorms;
  const picks = graph.input('picks', 'float32', ['picks', dimensions]);
  const pickedNorms = graph.input('picked_norms', 'float32', ['picks']);
  const partial = graph.node('Gemm', [points, picks, pickedNorms], { transB: 1, alpha: float(-2) });
  const batches = graph.node('Reshape', [partial, graph.constant(int64(0, -1, BATCH), [3])]);
  const smallest = graph.node('ReduceMin', [batches, graph.constant(int64(2), [1])], { keepdims: 0 });
  graph.output(addNorms(graph, smallest, norms), 'nearest', 'float32', ['rows', 'batches']);
  return graph.toModel();
}

function mutualGraph(dimensions: number): OnnxModel {
  const graph = createGraph('coreset_mutual');
  const points = graph.input('points', 'float32', ['rows', dimensions]);
  const norms = graph.input('norms', 'float32', ['rows', 1]);
  const pickedNorms = graph.input('picked_norms', 'float32', ['rows']);
  const partial = graph.node('Gemm', [points, points, pickedNorms], { transB: 1, alpha: float(-2) });
  graph.output(addNorms(graph, partial, norms), 'squared', 'float32', ['rows', 'rows']);
  return graph.toModel();
}

/** Completes |b|^2 - 2ab to a squared distance, which rounding must not make negative. */
function addNorms(graph: Graph, partial: Value, norms: Value): Value {
  return graph.node('Relu', [graph.node('Add', [partial, norms])]);
}

async function squaredNorms(points: Points): Promise<Float32Array> {
  const norms = new Float32Array(points.rows);
  for await (const { from, block } of blocksOf(points, BLOCK)) {
    for (let row = from, i = 0; i < block.length; row++) {
      let sum = 0;
      for (const end = i + points.dimensions; i < end; i++) sum += block[i]! * block[i]!;
      norms[row] = sum;
    }
  }
  return norms;
}

async function run(
  session: Session,
  feeds: Parameters<Session['run']>[0],
): Promise<Readonly<Record<string, Float32Array>>> {
  const outputs = await session.run(feeds);
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
}
