import { float, type Graph, int64, type Value } from '../onnx/graph.ts';

/** The memory bank M: patch vectors of good parts, each with the place it came from. */
export interface MemoryBank {
  /** `[entries, dimensions]`, row-major. */
  readonly vectors: Float32Array;
  readonly dimensions: number;
  /** `[entries, 3]`: training picture, row and column in the patch grid. */
  readonly provenance: Int32Array;
}

/** A memory bank inside a graph. */
export interface BankInGraph {
  /** `[entries, dimensions]` */
  readonly vectors: Value;
  /** Squared norms plus the penalty of excluded entries, `[entries]`. */
  readonly norms: Value;
  /** 0, or a very large number for entries of the excluded picture, `[entries]`. */
  readonly penalty: Value;
  readonly entries: number;
}

/** A distance that no pair of patches reaches: what an excluded entry is away. */
export const UNREACHABLE = 1e15;

/** How many entries one picture's bank has. */
export function bankEntries(bank: MemoryBank): number {
  return bank.vectors.length / bank.dimensions;
}

/**
 * Adds the bank to a graph.
 *
 * @param excluded int32 scalar: entries that came from this training picture take no part; -1 excludes none
 */
export function addBank(graph: Graph, bank: MemoryBank, excluded: Value): BankInGraph {
  const entries = bankEntries(bank);
  const pictures = Int32Array.from({ length: entries }, (_, entry) => bank.provenance[3 * entry]!);
  const isExcluded = graph.node('Equal', [graph.constant(pictures, [entries]), excluded]);
  const far = graph.constant(Float32Array.of(UNREACHABLE ** 2), []);
  const penalty = graph.node('Where', [isExcluded, far, graph.constant(Float32Array.of(0), [])]);
  const norms = graph.node('Add', [graph.constant(squaredNorms(bank), [entries]), penalty]);
  return { vectors: graph.constant(bank.vectors, [entries, bank.dimensions]), norms, penalty, entries };
}

/**
 * Adds the exact search for the nearest entries of every patch, by Euclidean distance. One matrix product finds them,
 * |b|^2 - 2qb ordering as |q - b|^2 does; their distances are then computed directly, free of cancellation.
 *
 * @param patches `[patches, dimensions]`
 * @returns distances ascending `[patches, k]` and entries `[patches, k]` (int64); k is at most the bank's size
 */
export function addNearest(
  graph: Graph,
  patches: Value,
  bank: BankInGraph,
  k: number,
): { distances: Value; entries: Value } {
  const order = graph.node('Gemm', [patches, bank.vectors, bank.norms], { transB: 1, alpha: float(-2) });
  const count = graph.constant(int64(Math.min(k, bank.entries)), [1]);
  const [, candidates] = graph.nodes('TopK', [order, count], 2, { largest: 0, axis: 1 });
  const direct = addDistances(graph, patches, candidates!, bank);
  const [distances, position] = graph.nodes('TopK', [direct, count], 2, { largest: 0, axis: 1 });
  return {
    distances: distances!,
    entries: graph.node('GatherElements', [candidates!, position!], { axis: 1 }),
  };
}

/**
 * Adds Euclidean distances between patches `[patches, dimensions]` and the entries named for each,
 * `[patches, k]`; excluded entries are at least `UNREACHABLE` away.
 */
export function addDistances(graph: Graph, patches: Value, entries: Value, bank: BankInGraph): Value {
  const neighbours = graph.node('Gather', [bank.vectors, entries], { axis: 0 });
  const difference = graph.node('Sub', [
    graph.node('Unsqueeze', [patches, graph.constant(int64(1), [1])]),
    neighbours,
  ]);
  const squared = graph.node('ReduceSumSquare', [difference, graph.constant(int64(2), [1])], { keepdims: 0 });
  return graph.node('Sqrt', [
    graph.node('Add', [squared, graph.node('Gather', [bank.penalty, entries], { axis: 0 })]),
  ]);
}

function squaredNorms({ vectors, dimensions }: MemoryBank): Float32Array {
  return Float32Array.from({ length: vectors.length / dimensions }, (_, entry) => {
    let sum = 0;
    for (let i = entry * dimensions; i < (entry + 1) * dimensions; i++) sum += vectors[i]! * vectors[i]!;
    return sum;
  });
}
