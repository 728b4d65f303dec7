import { type Graph, int64, type Value } from '../onnx/graph.ts';
import type { Session, Tensor } from '../onnx/session.ts';

/** The candidates of some patches, `[patches, count]`, with what they are ranked by, ascending. */
export interface Ranked {
  readonly count: number;
  readonly values: Float32Array;
  readonly entries: Int32Array;
}

/** The first `count` candidates of every patch. */
export function leading(ranked: Ranked, count: number): Ranked {
  if (count >= ranked.count) return ranked;
  const patches = ranked.entries.length / ranked.count;
  const values = new Float32Array(patches * count);
  const entries = new Int32Array(patches * count);
  for (let patch = 0; patch < patches; patch++) {
    const from = patch * ranked.count;
    values.set(ranked.values.subarray(from, from + count), patch * count);
    entries.set(ranked.entries.subarray(from, from + count), patch * count);
  }
  return { count, values, entries };
}

/** The `count` best of two rankings of the same patches; the second one's entries start at `offset`. */
export function mergeRanked(first: Ranked | null, second: Ranked, offset: number, count: number): Ranked {
  if (!first) return { ...second, entries: second.entries.map(entry => entry + offset) };
  const patches = first.entries.length / first.count;
  const kept = Math.min(count, first.count + second.count);
  const values = new Float32Array(patches * kept);
  const entries = new Int32Array(patches * kept);
  for (let patch = 0; patch < patches; patch++) {
    let a = patch * first.count;
    let b = patch * second.count;
    const [endOfA, endOfB] = [a + first.count, b + second.count];
    for (let place = patch * kept; place < (patch + 1) * kept; place++) {
      const takeFirst = b === endOfB || (a < endOfA && first.values[a]! <= second.values[b]!);
      values[place] = takeFirst ? first.values[a]! : second.values[b]!;
      entries[place] = takeFirst ? first.entries[a++]! : second.entries[b++]! + offset;
    }
  }
  return { count: kept, values, entries };
}

/** What a graph with `addRanked` found. */
export function rankedOf(outputs: Awaited<ReturnType<Session['run']>>): Ranked {
  return {
    count: outputs.values!.shape[1]!,
    values: outputs.values!.data as Float32Array,
    entries: outputs.entries!.data as Int32Array,
  };
}

/** The input `count` of graphs that rank. */
export function countTensor(count: number): Tensor {
  return { type: 'int64', data: int64(count), shape: [1] };
}

/** Adds the outputs `values` and `entries`: the smallest of each row, ascending, and their places (int32). */
export function addRanked(graph: Graph, rows: Value, candidates: Value | null = null): void {
  const count = graph.input('count', 'int64', [1]);
  const [values, places] = graph.nodes('TopK', [rows, count], 2, { largest: 0, axis: 1 });
  const entries = candidates
    ? graph.node('GatherElements', [candidates, places!], { axis: 1 })
    : graph.cast(places!, 'int32');
  graph.output(values!, 'values', 'float32', ['patches', 'count']);
  graph.output(entries, 'entries', 'int32', ['patches', 'count']);
}
