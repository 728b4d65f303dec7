import { expect, test } from 'vitest';
import { ON_CPU, runGraph } from '../../test/fixtures/graphs.ts';
import { createGraph, float, int64 } from './graph.ts';
import { openSession, tensor } from './session.ts';

const line = tensor(Float32Array.of(-2, 1, 5, 3), 1, 4);

test('the same calls give the same bytes, others do not', () => {
  const build = (slope: number) => {
    const graph = createGraph('test');
    const x = graph.input('x', 'float32', ['n', 4]);
    const scaled = graph.node('Mul', [x, graph.constant(Float32Array.of(2), [1])]);
    graph.output(graph.node('LeakyRelu', [scaled], { alpha: float(slope) }), 'y', 'float32', ['n', 4]);
    return graph.toModel();
  };
  expect(build(0.5)).toEqual(build(0.5));
  expect(build(0.5)).not.toEqual(build(0.25));
});

test('float, whole, list and text attributes reach the operator as what they are', async () => {
  const outputs = await runGraph({ x: line }, (graph, { x }) => {
    graph.output(graph.node('LeakyRelu', [x!], { alpha: float(2) }), 'float', 'float32', [1, 4]);
    graph.output(
      graph.node('ReduceMax', [x!, graph.constant(int64(1), [1])], { keepdims: 0 }),
      'whole',
      'float32',
      [1],
    );
    graph.output(graph.node('Transpose', [x!], { perm: [1, 0] }), 'list', 'float32', [4, 1]);
    const grid = graph.node('Reshape', [x!, graph.constant(int64(1, 1, 2, 2), [4])]);
    const padded = graph.node('Pad', [grid, graph.constant(int64(0, 0, 0, 1, 0, 0, 0, 0), [8])], {
      mode: 'edge',
    });
    graph.output(padded, 'text', 'float32', [1, 1, 2, 3]);
  });
  expect(outputs.float!.data).toEqual(Float32Array.of(-4, 1, 5, 3));
  expect(outputs.whole!.data).toEqual(Float32Array.of(5));
  expect(outputs.list!.shape).toEqual([4, 1]);
  expect(outputs.text!.data).toEqual(Float32Array.of(-2, -2, 1, 5, 5, 3));
});

test('a whole number where the operator needs a float is refused by ONNX Runtime', async () => {
  const wrong = runGraph({ x: line }, (graph, { x }) =>
    graph.output(graph.node('LeakyRelu', [x!], { alpha: 2 }), 'y', 'float32', [1, 4]),
  );
  await expect(wrong).rejects.toThrow(/alpha/);
});

test('a node with several outputs gives each of them', async () => {
  const outputs = await runGraph({ x: line }, (graph, { x }) => {
    const [values, indices] = graph.nodes('TopK', [x!, graph.constant(int64(2), [1])], 2, { axis: 1 });
    graph.output(values!, 'values', 'float32', [1, 2]);
    graph.output(indices!, 'indices', 'int64', [1, 2]);
  });
  expect(outputs.values!.data).toEqual(Float32Array.of(5, 3));
  expect(outputs.indices!.data).toEqual(BigInt64Array.of(2n, 3n));
});

test('constants of every type keep their values, also as views into larger arrays', async () => {
  const outputs = await runGraph({ x: line }, graph => {
    graph.output(graph.constant(Float32Array.of(9, 1.5).subarray(1), [1]), 'float32', 'float32', [1]);
    graph.output(graph.constant(Int32Array.of(9, -7).subarray(1), [1]), 'int32', 'int32', [1]);
    graph.output(graph.constant(int64(9, -(2 ** 40)).subarray(1), [1]), 'int64', 'int64', [1]);
    graph.output(graph.constant(Uint8Array.of(9, 200).subarray(1), [1]), 'uint8', 'uint8', [1]);
  });
  const values = ['float32', 'int32', 'int64', 'uint8'].map(name => [
    outputs[name]!.type,
    Number(outputs[name]!.data[0]),
  ]);
  expect(values).toEqual([
    ['float32', 1.5],
    ['int32', -7],
    ['int64', -(2 ** 40)],
    ['uint8', 200],
  ]);
});

test('a large constant stands beside the model, not in it, and keeps its values', async () => {
  const values = Float32Array.from({ length: 2 ** 17 }, (_, i) => i);
  const graph = createGraph('test');
  graph.output(graph.constant(values, [2, 2 ** 16]), 'y', 'float32', [2, 2 ** 16]);
  const model = graph.toModel();
  expect(model.bytes.length).toBeLessThan(1_000);
  const session = await openSession(model, ON_CPU);
  expect((await session.run({})).y).toEqual({ type: 'float32', shape: [2, 2 ** 16], data: values });
  await session.close();
});

test('an input that is left out and an attribute that is undefined are not there', async () => {
  const outputs = await runGraph({ x: line }, (graph, { x }) => {
    const clipped = graph.node('Clip', [x!, null, graph.constant(Float32Array.of(2), [])]);
    graph.output(clipped, 'y', 'float32', [1, 4]);
  });
  expect(outputs.y!.data).toEqual(Float32Array.of(-2, 1, 2, 2));
});
