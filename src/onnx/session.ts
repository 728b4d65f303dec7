import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ort from 'onnxruntime-node';
import { InspectError } from '../errors.ts';
import type { OnnxModel, TensorValues } from './graph.ts';
import type { ElementType } from './graph-protos.ts';

/** An execution provider of ONNX Runtime, by the name it has there. */
export type Device = 'cpu' | 'cuda' | 'coreml' | 'dml' | 'webgpu';

/** A tensor that goes into or comes out of a session, row-major. */
export interface Tensor {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: TensorValues;
}

export interface SessionOptions {
  readonly device: Device;
  /** Threads of one operator; the number of physical cores is a good value. */
  readonly threads: number;
  /** Computes 8-bit products so that they cannot overflow, at twice the time; see `int8ProductsOverflow`. */
  readonly fullInt8Products?: boolean;
  /**
   * Shapes differ from run to run, so memory is not laid out by what the first run with each took: that would keep one
   * layout for every combination of shapes (56 MB more after the first picture, and 100 ms to fill them).
   */
  readonly shapesVary?: boolean;
}

/** A loaded model, ready to run. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Runs the graph for the named outputs, or all; blocks the calling thread until it is done. */
  run(
    inputs: Readonly<Record<string, Tensor>>,
    outputs?: readonly string[],
  ): Promise<Readonly<Record<string, Tensor>>>;
  close(): Promise<void>;
}

/**
 * Loads a serialised ONNX model into ONNX Runtime.
 *
 * @throws InspectError `device_unavailable` when the execution provider does not work on this machine.
 */
export async function openSession(model: OnnxModel, options: SessionOptions): Promise<Session> {
  const session = await load(model, options);
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    async run(inputs, outputs = session.outputNames) {
      const feeds: Record<string, ort.Tensor> = {};
      for (const [name, { type, data, shape }] of Object.entries(inputs))
        feeds[name] = new ort.Tensor(type, data as never, shape);
      const results: Record<string, Tensor> = {};
      for (const [name, { type, data, dims }] of Object.entries(await session.run(feeds, outputs))) {
        results[name] = { type: type as ElementType, data: data as Tensor['data'], shape: dims };
      }
      return results;
    },
    close: () => session.release(),
  };
}

/** A float32 tensor. */
export function tensor(data: Float32Array, ...shape: readonly number[]): Tensor {
  return { type: 'float32', data, shape };
}

/** An int32 tensor. */
export function int32Tensor(data: Int32Array, ...shape: readonly number[]): Tensor {
  return { type: 'int32', data, shape };
}

/** The version of ONNX Runtime that computes here. */
export function runtimeVersion(): string {
  return ort.env.versions.node ?? ort.env.versions.common;
}

/** The devices that ONNX Runtime was built for on this platform; whether they work is another question. */
export function builtInDevices(): readonly Device[] {
  const names = ort.listSupportedBackends().map(({ name }) => name);
  return (['cpu', 'cuda', 'coreml', 'dml', 'webgpu'] as const).filter(device => names.includes(device));
}

/** The folder where ONNX Runtime looks for the libraries of devices that are not built into it. */
export function runtimeFolder(): string {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  return join(dirname(entry), '..', 'bin', 'napi-v6', process.platform, process.arch);
}

/** What ONNX Runtime says went wrong, without the place in its source. */
export function runtimeReason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message
    .trim()
    .split('\n')[0]!
    .replace(/^.* was false\. /, '')
    .replace(/^\w+: /, '');
}

/**
 * Threads wait awake for the next operator, since waking takes long on a machine that has rested (an inspection after
 * 100 ms of rest took 5 ms more), but not beyond the run, where they would take the cores from the next session.
 */
const SPINNING = { intra_op: { allow_spinning: '1', spin_duration_us: '200' }, force_spinning_stop: '1' };

/** ONNX Runtime writes to standard error by itself; what matters to users reaches them as an InspectError. */
function quieten(): void {
  ort.env.logLevel = 'fatal';
}

async function load(
  { bytes, externalData }: OnnxModel,
  { device, threads, fullInt8Products, shapesVary = false }: SessionOptions,
): Promise<ort.InferenceSession> {
  quieten();
  try {
    return await ort.InferenceSession.create(bytes, {
      externalData,
      executionProviders: [device],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      enableMemPattern: !shapesVary,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      extra: { session: { ...SPINNING, ...(fullInt8Products && { x64quantprecision: '1' }) } },
    });
  } catch (cause) {
    if (device === 'cpu') throw cause;
    throw new InspectError(
      'device_unavailable',
      `The device ${device} does not work on this machine (${runtimeReason(cause)}). Use --device cpu, or --device auto to fall back by itself.`,
      { cause },
    );
  }
}
