import { describe, expect, test } from 'vitest';
import { chooseDevice } from './device.ts';
import { createGraph } from './graph.ts';
import { openSession } from './session.ts';

const hasCuda = await chooseDevice('cuda').then(
  () => true,
  () => false,
);

test('the processor is taken without a try when it is asked for', async () => {
  expect(await chooseDevice('cpu')).toEqual({ device: 'cpu', note: null });
});

describe.skipIf(hasCuda)('on a machine without CUDA', () => {
  test('auto falls back to the processor and says why', async () => {
    const { device, note } = await chooseDevice('auto');
    expect(device).toBe('cpu');
    expect(note).toMatch(/^No GPU is used: The device cuda does not work on this machine/);
  });

  test('asking for cuda fails with what to do', async () => {
    const refused = chooseDevice('cuda');
    await expect(refused).rejects.toMatchObject({ code: 'device_unavailable' });
    await expect(refused).rejects.toThrow('Use --device cpu');
  });

  test('a session on cuda is refused', async () => {
    const graph = createGraph('test');
    graph.output(graph.node('Neg', [graph.input('x', 'float32', [1])]), 'y', 'float32', [1]);
    await expect(openSession(graph.toModel(), { device: 'cuda', threads: 1 })).rejects.toMatchObject({
      code: 'device_unavailable',
    });
  });
});

describe.skipIf(!hasCuda)('on a machine with CUDA', () => {
  test('auto takes the GPU after it gave the same numbers as the processor', async () => {
    expect(await chooseDevice('auto')).toEqual({ device: 'cuda', note: null });
  });
});
