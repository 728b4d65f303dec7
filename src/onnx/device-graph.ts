import { normal, randomFor } from '../random.ts';
import { createGraph, float, type Graph, int64, type OnnxModel, type Value } from './graph.ts';
import { type Tensor, tensor } from './session.ts';

/** A network and search as inspections use them, small and with made-up weights. */
export interface CheckGraph {
  readonly model: OnnxModel;
  readonly inputs: Readonly<Record<string, Tensor>>;
}

const PICTURE = 160;
const SIDE = 128;
const GRID = 32;
const CHANNELS = { fine: 64, coarse: 128 } as const;
const DIMENSIONS = CHANNELS.fine + CHANNELS.coarse;
const ENTRIES = 2048;
const CANDIDATES = 4;
/**
 * Builds the graph: picture -> antialiased resize -> convolutions -> patches, and queries -> nearest entries -> map. The
 * search has queries of its own, so that its precision is seen apart from the network's.
 */
export function buildCheckGraph(): CheckGraph {
  const graph = createGraph('device_check');
  const image = graph.input('image', 'uint8', [PICTURE, PICTURE, 3]);
  const queries = graph.input('queries', 'float32', [GRID * GRID, DIMENSIONS]);
  const patches = addPatches(graph, addPixels(graph, image));
  const { bounds, distances } = addSearch(graph, queries);
  graph.output(patches, 'patches', 'float32', [GRID * GRID, DIMENSIONS]);
  graph.output(bounds, 'bounds', 'float32', [GRID * GRID, CANDIDATES]);
  graph.output(distances, 'distances', 'float32', [GRID * GRID]);
  graph.output(addMap(graph, distances), 'map', 'float32', [SIDE, SIDE]);
  return { model: graph.toModel(), inputs: { image: picture(), queries: vectors('queries', GRID * GRID) } };
}

function addPixels(graph: Graph, image: Value): Value {
  const planes = graph.node('Unsqueeze', [
    graph.node('Transpose', [image], { perm: [2, 0, 1] }),
    graph.constant(int64(0), [1]),
  ]);
  const resized = graph.node('Resize', [planes, null, null, graph.constant(int64(1, 3, SIDE, SIDE), [4])], {
    mode: 'linear',
    antialias: 1,
    coordinate_transformation_mode: 'half_pixel',
  });
  const scale = graph.constant(Float32Array.of(1 / 64), []);
  return graph.node('Mul', [graph.cast(resized, 'float32'), scale]);
}

/** @returns patches `[GRID * GRID, DIMENSIONS]` of two feature maps */
function addPatches(graph: Graph, pixels: Value): Value {
  const stem = addConvolution(graph, pixels, { from: 3, to: 32, kernel: 7, stride: 2 });
  const pooled = graph.node('MaxPool', [stem], {
    kernel_shape: [3, 3],
    strides: [2, 2],
    pads: [1, 1, 1, 1],
  });
  const first = addConvolution(graph, pooled, { from: 32, to: CHANNELS.fine, kernel: 3, stride: 1 });
  const second = addConvolution(graph, first, {
    from: CHANNELS.fine,
    to: CHANNELS.fine,
    kernel: 3,
    stride: 1,
  });
  const fine = addMean(graph, graph.node('Add', [first, second]));
  const deep = { from: CHANNELS.fine, to: CHANNELS.coarse, kernel: 3, stride: 2 };
  const coarse = addMean(graph, addConvolution(graph, second, deep));
  const sizes = graph.constant(int64(1, CHANNELS.coarse, GRID, GRID), [4]);
  const enlarged = graph.node('Resize', [coarse, null, null, sizes], {
    mode: 'linear',
    coordinate_transformation_mode: 'half_pixel',
  });
  const joined = graph.node('Concat', [fine, enlarged], { axis: 1 });
  return graph.node('Reshape', [
    graph.node('Transpose', [joined], { perm: [0, 2, 3, 1] }),
    graph.constant(int64(-1, DIMENSIONS), [2]),
  ]);
}

interface Convolution {
  readonly from: number;
  readonly to: number;
  readonly kernel: number;
  readonly stride: number;
}

/** A convolution whose weights keep the size of the values, and Relu. */
function addConvolution(graph: Graph, value: Value, { from, to, kernel, stride }: Convolution): Value {
  const fanIn = from * kernel * kernel;
  const weights = numbers(`convolution ${from} ${to}`, to * fanIn, Math.sqrt(2 / fanIn));
  const pad = (kernel - 1) / 2;
  const convolved = graph.node(
    'Conv',
    [
      value,
      graph.constant(weights, [to, from, kernel, kernel]),
      graph.constant(numbers(`bias ${to}`, to, 0.1), [to]),
    ],
    { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: [pad, pad, pad, pad] },
  );
  return graph.node('Relu', [convolved]);
}

function addMean(graph: Graph, map: Value): Value {
  const [kernel_shape, strides, pads] = [
    [3, 3],
    [1, 1],
    [1, 1, 1, 1],
  ];
  return graph.node('AveragePool', [map], { kernel_shape, strides, pads, count_include_pad: 1 });
}

/**
 * The product that orders entries, and the distances of the best computed directly. `bounds` shows a product that is
 * rounded too coarsely, `distances` an index that is wrong; equal distances may come from either of two entries.
 */
function addSearch(graph: Graph, queries: Value): { bounds: Value; distances: Value } {
  const axis = (index: number) => graph.constant(int64(index), [1]);
  const bank = graph.constant(vectors('bank', ENTRIES).data, [ENTRIES, DIMENSIONS]);
  const norms = graph.node('ReduceSumSquare', [bank, axis(1)], { keepdims: 0 });
  const order = graph.node('Gemm', [queries, bank, norms], { transB: 1, alpha: float(-2) });
  const [bounds, entries] = graph.nodes('TopK', [order, axis(CANDIDATES)], 2, { largest: 0, axis: 1 });
  const neighbours = graph.node('Gather', [bank, entries!], { axis: 0 });
  const difference = graph.node('Sub', [graph.node('Unsqueeze', [queries, axis(1)]), neighbours]);
  const squared = graph.node('ReduceSumSquare', [difference, axis(2)], { keepdims: 0 });
  const [nearest] = graph.nodes('TopK', [graph.node('Sqrt', [squared]), axis(1)], 2, {
    largest: 0,
    axis: 1,
  });
  const distances = graph.node('Squeeze', [nearest!, axis(1)]);
  return { bounds: bounds!, distances: addDetour(graph, distances) };
}

/** Takes the larger distances out and puts them back, as the rounds of the progressive search do. */
function addDetour(graph: Graph, distances: Value): Value {
  const mean = graph.node('ReduceMean', [distances], { keepdims: 1 });
  const above = graph.node('Not', [graph.node('LessOrEqual', [distances, mean])]);
  const places = graph.node('Transpose', [graph.node('NonZero', [above])], { perm: [1, 0] });
  const rows = graph.node('Squeeze', [places, graph.constant(int64(1), [1])]);
  return graph.node('ScatterND', [distances, places, graph.node('Gather', [distances, rows], { axis: 0 })]);
}

function addMap(graph: Graph, distances: Value): Value {
  const plane = graph.node('Reshape', [distances, graph.constant(int64(GRID, GRID), [2])]);
  const rows = graph.constant(numbers('rows', SIDE * GRID, 0.2), [SIDE, GRID]);
  const columns = graph.constant(numbers('columns', GRID * SIDE, 0.2), [GRID, SIDE]);
  return graph.node('MatMul', [graph.node('MatMul', [rows, plane]), columns]);
}

function picture(): Tensor {
  const random = randomFor('device check', 'picture');
  const data = Uint8Array.from({ length: PICTURE * PICTURE * 3 }, (_, i) =>
    Math.round(127 + 80 * Math.sin(i / 97) + 40 * (random() - 0.5)),
  );
  return { type: 'uint8', data, shape: [PICTURE, PICTURE, 3] };
}

/** Patch vectors as a network gives them: nothing below zero. `[count, DIMENSIONS]` */
function vectors(name: string, count: number): Tensor {
  const data = numbers(name, count * DIMENSIONS, 1).map(Math.abs);
  return tensor(data, count, DIMENSIONS);
}

function numbers(name: string, count: number, deviation: number): Float32Array {
  const random = randomFor('device check', name);
  return Float32Array.from({ length: count }, () => deviation * normal(random));
}
