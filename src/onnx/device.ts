import { InspectError } from '../errors.ts';
import { createGraph } from './graph.ts';
import { type Device, openSession, tensor } from './session.ts';

/** The execution provider to use, and a sentence on why it is not the one that was hoped for. */
export interface ChosenDevice {
  readonly device: Device;
  readonly note: string | null;
}

const TOLERANCE = 1e-3;

/**
 * Chooses where to compute. A GPU is trusted only after it has given the processor's result for a small convolution.
 *
 * @throws InspectError `device_unavailable` when a device was asked for by name and does not work.
 */
export async function chooseDevice(requested: 'auto' | Device): Promise<ChosenDevice> {
  if (requested === 'cpu') return { device: 'cpu', note: null };
  const failure = await tryDevice('cuda').then(
    () => null,
    (cause: Error) => cause,
  );
  if (failure === null) return { device: 'cuda', note: null };
  if (requested === 'cuda') throw failure;
  return { device: 'cpu', note: `No GPU is used: ${failure.message}` };
}

async function tryDevice(device: Device): Promise<void> {
  const [expected, found] = [await convolve('cpu'), await convolve(device)];
  const worst = expected.reduce((largest, value, i) => Math.max(largest, Math.abs(value - found[i]!)), 0);
  if (worst <= TOLERANCE) return;
  throw new InspectError(
    'device_unavailable',
    `The device ${device} gives other results than the processor (difference ${worst.toExponential(1)}). Use --device cpu, and update its driver.`,
  );
}

async function convolve(device: Device): Promise<Float32Array> {
  const graph = createGraph('device_check');
  const [channels, side] = [8, 16];
  const wave = (length: number, step: number) => Float32Array.from({ length }, (_, i) => Math.sin(i * step));
  const input = graph.input('x', 'float32', [1, channels, side, side]);
  const kernel = graph.constant(wave(channels * channels * 9, 0.7), [channels, channels, 3, 3]);
  graph.output(
    graph.node('Relu', [graph.node('Conv', [input, kernel], { pads: [1, 1, 1, 1] })]),
    'y',
    'float32',
    [1, channels, side, side],
  );
  const session = await openSession(graph.toModel(), { device, threads: 1 });
  const outputs = await session.run({
    x: tensor(wave(channels * side * side, 0.3), 1, channels, side, side),
  });
  await session.close();
  return outputs.y!.data as Float32Array;
}
