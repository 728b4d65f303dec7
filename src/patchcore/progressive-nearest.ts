import { float, type Graph, int64, type Value } from '../onnx/graph.ts';
import { addDistances, addNearest, type BankInGraph } from './memory-bank.ts';
import { leadingCoordinates, type RotatedBank } from './principal-axes.ts';

/** One round of a progressive search. */
export interface SearchRound {
  /** Leading axes that the lower bounds are computed with. */
  readonly rank: number;
  /** Entries per patch whose true distance is computed. */
  readonly checked: number;
}

/** Rounds from few axes to many; after them the full product decides what is still open. No rounds: only that. */
export type SearchPlan = readonly SearchRound[];

/** Each patch's nearest entry. */
export interface Nearest {
  /** Euclidean, `[patches]` */
  readonly distances: Value;
  /** int64, `[patches]` */
  readonly entries: Value;
}

/** Entries per product; the result of 784 patches then stays near the cache while the smallest are picked. */
const BLOCK = 4096;
/** Candidates of the full product whose distances are computed directly before the nearest is named. */
const CANDIDATES = 4;
/** float32 rounding of a squared lower bound, relative to the squared norms it is made of. */
const ROUNDING = 2e-6;

/** A set of patches on its way through the rounds. */
interface Open {
  /** `[open, dimensions]` */
  readonly patches: Value;
  /** Coordinates along all axes of the rotated bank, `[open, rank]`. */
  readonly coordinates: Value;
  /** Squared norms of the centred patches, `[open, 1]`. */
  readonly norms: Value;
}

/**
 * Adds the exact nearest entry of every patch, proved with few axes where possible.
 *
 * With r leading coordinates and, as one more, the norm of the rest, the squared distance is a lower bound of the true
 * one, since (|q_rest| - |b_rest|)^2 <= |q_rest - b_rest|^2. The entries with the smallest bounds are measured truly; if
 * the best of them is no farther than the next bound, no other entry can be nearer. Patches without this proof go on to
 * the next round, at last to the full product.
 *
 * @param patches `[patches, dimensions]`
 */
export function addProgressiveNearest(
  graph: Graph,
  patches: Value,
  bank: BankInGraph,
  rotated: RotatedBank,
  plan: SearchPlan,
): Nearest {
  const dimensions = rotated.centre.length;
  const centred = graph.node('Sub', [patches, graph.constant(rotated.centre, [1, dimensions])]);
  const coordinates = graph.node('MatMul', [
    centred,
    graph.constant(rotated.basis, [dimensions, rotated.rank]),
  ]);
  return addRounds(
    graph,
    { patches, coordinates, norms: addSquaredNorms(graph, centred) },
    bank,
    rotated,
    plan,
  );
}

/** Adds the exact nearest entry of every patch by one full product. */
export function addFullNearest(graph: Graph, patches: Value, bank: BankInGraph): Nearest {
  const ranked = addNearest(graph, patches, bank, CANDIDATES);
  const first = graph.constant(int64(0), []);
  return {
    distances: graph.node('Gather', [ranked.distances, first], { axis: 1 }),
    entries: graph.node('Gather', [ranked.entries, first], { axis: 1 }),
  };
}

function addRounds(
  graph: Graph,
  open: Open,
  bank: BankInGraph,
  rotated: RotatedBank,
  [round, ...later]: SearchPlan,
): Nearest {
  if (!round) return addFullNearest(graph, open.patches, bank);
  const { nearest, proven } = addRound(graph, open, bank, rotated, round);
  const unproven = graph.node('NonZero', [graph.node('Not', [proven])]);
  // The first patch always goes on, so that no later product has zero rows.
  const rows = graph.node('Concat', [graph.node('Squeeze', [unproven, axis(graph, 0)]), axis(graph, 0)], {
    axis: 0,
  });
  const pick = (value: Value) => graph.node('Gather', [value, rows], { axis: 0 });
  const rest = { patches: pick(open.patches), coordinates: pick(open.coordinates), norms: pick(open.norms) };
  const found = addRounds(graph, rest, bank, rotated, later);
  const places = graph.node('Unsqueeze', [rows, axis(graph, 1)]);
  return {
    distances: graph.node('ScatterND', [nearest.distances, places, found.distances]),
    entries: graph.node('ScatterND', [nearest.entries, places, found.entries]),
  };
}

function addRound(
  graph: Graph,
  open: Open,
  bank: BankInGraph,
  rotated: RotatedBank,
  { rank, checked }: SearchRound,
) {
  const { values, entries } = addSmallestBounds(graph, open, bank, rotated, rank, checked + 1);
  const candidates = addColumns(graph, entries, 0, checked);
  const distances = addDistances(graph, open.patches, candidates, bank);
  const [best, position] = graph.nodes('TopK', [distances, axis(graph, 1)], 2, { largest: 0, axis: 1 });
  const slack = graph.node('Mul', [open.norms, graph.constant(Float32Array.of(ROUNDING), [])]);
  const bound = graph.node('Sub', [
    graph.node('Add', [addColumns(graph, values, checked, checked + 1), open.norms]),
    slack,
  ]);
  const proven = graph.node('LessOrEqual', [graph.node('Mul', [best!, best!]), bound]);
  const column = (value: Value) => graph.node('Squeeze', [value, axis(graph, 1)]);
  const nearest = {
    distances: column(best!),
    entries: column(graph.node('GatherElements', [candidates, position!], { axis: 1 })),
  };
  return { nearest, proven: column(proven) };
}

/** The `count` smallest lower bounds, less the patch's own squared norm, `[open, count]` ascending, and their entries. */
function addSmallestBounds(
  graph: Graph,
  open: Open,
  bank: BankInGraph,
  rotated: RotatedBank,
  rank: number,
  count: number,
) {
  const leading = rank === rotated.rank ? open.coordinates : addColumns(graph, open.coordinates, 0, rank);
  const rest = graph.node('Sqrt', [
    graph.node('Relu', [graph.node('Sub', [open.norms, addSquaredNorms(graph, leading)])]),
  ]);
  const queries = graph.node('Concat', [leading, rest], { axis: 1 });
  const norms = graph.node('Add', [graph.constant(rotated.squaredNorms, [bank.entries]), bank.penalty]);
  const keys = boundKeys(rotated, rank);
  const values: Value[] = [];
  const entries: Value[] = [];
  for (let from = 0; from < bank.entries; from += BLOCK) {
    const to = Math.min(from + BLOCK, bank.entries);
    const block = graph.constant(keys.subarray(from * (rank + 1), to * (rank + 1)), [to - from, rank + 1]);
    const bias = graph.node('Slice', [norms, axis(graph, from), axis(graph, to), axis(graph, 0)]);
    const bounds = graph.node('Gemm', [queries, block, bias], { transB: 1, alpha: float(-2) });
    const [smallest, place] = graph.nodes('TopK', [bounds, axis(graph, Math.min(count, to - from))], 2, {
      largest: 0,
      axis: 1,
    });
    values.push(smallest!);
    entries.push(graph.node('Add', [place!, axis(graph, from)]));
  }
  const [smallest, place] = graph.nodes(
    'TopK',
    [graph.node('Concat', values, { axis: 1 }), axis(graph, count)],
    2,
    { largest: 0, axis: 1 },
  );
  return {
    values: smallest!,
    entries: graph.node('GatherElements', [graph.node('Concat', entries, { axis: 1 }), place!], { axis: 1 }),
  };
}

/** The entries' leading coordinates and the norm of the rest, `[entries, rank + 1]`. */
function boundKeys(rotated: RotatedBank, rank: number): Float32Array {
  const leading = leadingCoordinates(rotated, rank);
  const entries = rotated.squaredNorms.length;
  const keys = new Float32Array(entries * (rank + 1));
  for (let entry = 0; entry < entries; entry++) {
    let kept = 0;
    for (let i = 0; i < rank; i++) kept += leading[entry * rank + i]! ** 2;
    keys.set(leading.subarray(entry * rank, (entry + 1) * rank), entry * (rank + 1));
    keys[entry * (rank + 1) + rank] = Math.sqrt(Math.max(0, rotated.squaredNorms[entry]! - kept));
  }
  return keys;
}

function addSquaredNorms(graph: Graph, rows: Value): Value {
  return graph.node('ReduceSumSquare', [rows, axis(graph, 1)], { keepdims: 1 });
}

function addColumns(graph: Graph, matrix: Value, from: number, to: number): Value {
  return graph.node('Slice', [matrix, axis(graph, from), axis(graph, to), axis(graph, 1)]);
}

function axis(graph: Graph, index: number): Value {
  return graph.constant(int64(index), [1]);
}
