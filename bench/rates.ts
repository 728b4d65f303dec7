import { createGraph, int64, type OnnxModel, type Value } from '../src/onnx/graph.ts';
import { openSession, type SessionOptions, type Tensor, tensor } from '../src/onnx/session.ts';
import { randomFor } from '../src/random.ts';
import { measure } from './harness.ts';

/** What the machine can do at best, through the runtime that computes everything; the ground of every floor. */
export interface MeasuredRates {
  /** float32 matrix product, thousand million operations a second (a multiply-add counts two). */
  readonly matrixGflops: number;
  /** The same with 8-bit numbers. */
  readonly int8Gflops: number;
  /** Reading float32 numbers from memory, thousand million bytes a second. */
  readonly readGigabytes: number;
}

const SIDE = 2048;
/** Well above any cache. */
const READ_VALUES = 64 * 1024 * 1024;

/** Measures the rates; takes about two seconds and 300 MB. */
export async function measureRates(options: SessionOptions): Promise<MeasuredRates> {
  return {
    matrixGflops: await productRate(options),
    int8Gflops: await int8ProductRate(options),
    readGigabytes: await readRate(options),
  };
}

/** The time that so many operations or so many bytes take at the measured rates, whichever is longer. */
export function floorMs(
  rates: MeasuredRates,
  work: { readonly operations: number; readonly bytes: number },
): number {
  return Math.max(work.operations / (rates.matrixGflops * 1e6), work.bytes / (rates.readGigabytes * 1e6));
}

async function productRate(options: SessionOptions): Promise<number> {
  const graph = createGraph('product');
  const left = graph.input('left', 'float32', [SIDE, SIDE]);
  const right = graph.constant(waves(SIDE * SIDE), [SIDE, SIDE]);
  graph.output(addSum(graph, graph.node('MatMul', [left, right])), 'sum', 'float32', [1]);
  const ms = await fastestMs(graph.toModel(), { left: tensor(waves(SIDE * SIDE), SIDE, SIDE) }, options);
  return (2 * SIDE ** 3) / (ms * 1e6);
}

async function int8ProductRate(options: SessionOptions): Promise<number> {
  const graph = createGraph('int8_product');
  const random = randomFor('bench', 'int8 product');
  const bytes = Uint8Array.from({ length: SIDE * SIDE }, () => 256 * random());
  const left = graph.input('left', 'uint8', [SIDE, SIDE]);
  const product = graph.node('MatMulInteger', [
    left,
    graph.constant(new Int8Array(bytes.buffer), [SIDE, SIDE]),
  ]);
  graph.output(graph.node('ReduceMax', [product], { keepdims: 0 }), 'largest', 'int32', []);
  const ms = await fastestMs(
    graph.toModel(),
    { left: { type: 'uint8', data: bytes, shape: [SIDE, SIDE] } },
    options,
  );
  return (2 * SIDE ** 3) / (ms * 1e6);
}

async function readRate(options: SessionOptions): Promise<number> {
  const graph = createGraph('read');
  const columns = 4096;
  const values = graph.input('values', 'float32', ['rows', columns]);
  graph.output(
    graph.node('ReduceMax', [values, graph.constant(int64(1), [1])], { keepdims: 0 }),
    'largest',
    'float32',
    ['rows'],
  );
  const feeds = { values: tensor(waves(READ_VALUES), READ_VALUES / columns, columns) };
  const ms = await fastestMs(graph.toModel(), feeds, options);
  return (4 * READ_VALUES) / (ms * 1e6);
}

/** A small result, so that copying it out costs nothing. */
function addSum(graph: ReturnType<typeof createGraph>, product: Value): Value {
  return graph.node('ReduceMax', [product], { keepdims: 0 });
}

async function fastestMs(
  model: OnnxModel,
  feeds: Readonly<Record<string, Tensor>>,
  options: SessionOptions,
): Promise<number> {
  const session = await openSession(model, options);
  try {
    return (await measure(() => session.run(feeds), { warmUps: 2, runs: 7, budgetMs: 2_000 })).minMs;
  } finally {
    await session.close();
  }
}

function waves(length: number): Float32Array {
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = ((i * 2_654_435_761) >>> 8) / 2 ** 24 - 0.5;
  return values;
}
