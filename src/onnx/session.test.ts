import { expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { createGraph, type OnnxModel } from './graph.ts';
import { openSession, runtimeVersion, tensor } from './session.ts';

function twoOutputs(): OnnxModel {
  const graph = createGraph('test');
  const x = graph.input('x', 'float32', ['n']);
  graph.output(graph.node('Neg', [x]), 'negative', 'float32', ['n']);
  graph.output(graph.node('Abs', [x]), 'absolute', 'float32', ['n']);
  return graph.toModel();
}

test('a session names its inputs and outputs and computes all of them, or those asked for', async () => {
  const session = await openSession(twoOutputs(), ON_CPU);
  expect([session.inputNames, session.outputNames]).toEqual([['x'], ['negative', 'absolute']]);
  const x = tensor(Float32Array.of(1, -2), 2);
  const all = await session.run({ x });
  expect(all.negative).toEqual({ type: 'float32', shape: [2], data: Float32Array.of(-1, 2) });
  const some = await session.run({ x }, ['absolute']);
  expect(Object.keys(some)).toEqual(['absolute']);
  expect(some.absolute!.data).toEqual(Float32Array.of(1, 2));
  await session.close();
});

test('inputs may change their extents from run to run, and are not changed', async () => {
  const session = await openSession(twoOutputs(), ON_CPU);
  for (const length of [1, 5, 2]) {
    const data = new Float32Array(length).fill(-3);
    const { absolute } = await session.run({ x: tensor(data, length) });
    expect(absolute!.data).toEqual(new Float32Array(length).fill(3));
    expect(data).toEqual(new Float32Array(length).fill(-3));
  }
  await session.close();
});

test('a closed session computes no more', async () => {
  const session = await openSession(twoOutputs(), ON_CPU);
  await session.close();
  await expect(session.run({ x: tensor(Float32Array.of(1), 1) })).rejects.toThrow();
});

test('bytes that are no model are refused', async () => {
  await expect(openSession({ bytes: Uint8Array.of(1, 2, 3), externalData: [] }, ON_CPU)).rejects.toThrow();
});

test('the version of ONNX Runtime is known', () => {
  expect(runtimeVersion()).toMatch(/^\d+\.\d+\.\d+/);
});
