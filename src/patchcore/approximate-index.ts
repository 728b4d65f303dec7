import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Index } from 'usearch';
import { InspectError, throwIfCancelled } from '../errors.ts';
import { createGraph, int64, type OnnxModel } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { gatherRows } from './matrix-rows.ts';
import { bankEntries, type MemoryBank } from './memory-bank.ts';
import { type BankAxes, findAxes } from './principal-axes.ts';
import { createRandom } from './random.ts';

/** A graph of near neighbours over a memory bank's leading axes, which is walked instead of looking at every entry. */
export interface ApproximateIndex {
  readonly axes: BankAxes;
  /** Over places `[entries, rank + 1]`, by squared Euclidean distance; keys are entries. */
  readonly graph: Index;
}

export interface IndexRun extends SessionOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Axes of the places; with 64 of 384, 16 candidates held the nearest entry of 99.9 % of patches. */
const RANK = 64;
/** Links per entry, and how widely is looked for them and later for patches (HNSW's M, efConstruction and ef). */
const CONNECTIVITY = 16;
const EXPANSION_ADD = 200;
const EXPANSION_SEARCH = 24;
/** Entries that are added at once, between two looks at the signal. */
const BATCH = 8192;
const SEED = 1;

/**
 * Builds the index of a bank: a hierarchical navigable small world (Malkov and Yashunin 2018). One thread builds it, so
 * that equal banks give equal bytes.
 *
 * @throws InspectError `device_unavailable` where the index library has no build for this machine, `cancelled`.
 */
export async function buildIndex(
  bank: MemoryBank,
  { signal, onProgress, ...options }: IndexRun,
): Promise<ApproximateIndex> {
  const axes = await findAxes(bank, Math.min(RANK, bank.dimensions), options);
  const graph = await emptyGraph(axes);
  const turning = await openPlaces(axes, options);
  const entries = bankEntries(bank);
  try {
    // A bank begins with the entries that lie farthest apart; added first, some of them could not be reached later.
    const order = shuffled(entries);
    for (let from = 0; from < entries; from += BATCH) {
      throwIfCancelled(signal);
      const batch = order.subarray(from, from + BATCH);
      const vectors = gatherRows(bank.vectors, bank.dimensions, batch);
      graph.add(BigUint64Array.from(batch, BigInt), await turning.places(vectors), 1);
      onProgress?.(from + batch.length, entries);
    }
    return await inStoredFile({ axes, graph }, path => loadIndex(axes, path));
  } finally {
    await turning.close();
  }
}

/** The index's graph as it is stored. */
export function serializeGraph(index: ApproximateIndex): Promise<Uint8Array> {
  return inStoredFile(index, path => readFile(path));
}

/** Stores the graph for as long as it is read. A graph can be searched with several threads only after it was loaded. */
async function inStoredFile<T>({ graph }: ApproximateIndex, read: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'inspectai-index-'));
  try {
    const path = join(folder, 'index');
    graph.save(path);
    return await read(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Opens an index whose graph is stored in a file. */
export async function loadIndex(axes: BankAxes, path: string): Promise<ApproximateIndex> {
  const graph = await emptyGraph(axes);
  graph.load(path);
  return { axes, graph };
}

/** From vectors to where they lie for the index. */
export interface Places {
  /** @returns coordinates along the axes and the norm of the rest, `[vectors, rank + 1]` */
  places(vectors: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Opens the way from vectors to places; distances between places never exceed those between the vectors. */
export async function openPlaces(axes: BankAxes, options: SessionOptions): Promise<Places> {
  const session = await openSession(placesGraph(axes), { ...options, device: 'cpu' });
  const dimensions = axes.centre.length;
  return {
    async places(vectors) {
      const rows = tensor(vectors, vectors.length / dimensions, dimensions);
      return (await session.run({ vectors: rows })).places!.data as Float32Array;
    },
    close: () => session.close(),
  };
}

async function emptyGraph({ rank }: BankAxes): Promise<Index> {
  const library = await import('usearch').catch((cause: Error) => {
    throw new InspectError(
      'device_unavailable',
      `The approximate index cannot be used on this machine: its library is not installed or has no build for ${process.platform}-${process.arch}. Train with --index exact.`,
      { cause },
    );
  });
  return new library.Index({
    dimensions: rank + 1,
    metric: library.MetricKind.L2sq,
    quantization: library.ScalarKind.F16,
    connectivity: CONNECTIVITY,
    expansion_add: EXPANSION_ADD,
    expansion_search: EXPANSION_SEARCH,
    multi: false,
  });
}

/** The numbers below `count` in an order that depends on it alone. */
function shuffled(count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const random = createRandom(SEED);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random.uniform() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

function placesGraph({ centre, basis, rank }: BankAxes): OnnxModel {
  const graph = createGraph('places');
  const dimensions = centre.length;
  const vectors = graph.input('vectors', 'float32', ['vectors', dimensions]);
  const centred = graph.node('Sub', [vectors, graph.constant(centre, [1, dimensions])]);
  const coordinates = graph.node('MatMul', [centred, graph.constant(basis, [dimensions, rank])]);
  const columns = graph.constant(int64(1), [1]);
  const squared = (rows: typeof vectors) => graph.node('ReduceSumSquare', [rows, columns], { keepdims: 1 });
  const rest = graph.node('Relu', [graph.node('Sub', [squared(centred), squared(coordinates)])]);
  const places = graph.node('Concat', [coordinates, graph.node('Sqrt', [rest])], { axis: 1 });
  graph.output(places, 'places', 'float32', ['vectors', rank + 1]);
  return graph.toModel();
}
