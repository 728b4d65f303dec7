import { createGraph } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { createRandom } from './random.ts';

/** Dimensions that coreset selection works in, as in the reference implementation. */
export const PROJECTED_DIMENSIONS = 128;

/** Length of a projected vector: `PROJECTED_DIMENSIONS`, or that of the vector itself when it is shorter. */
export function projectedDimensions(dimensions: number): number {
  return Math.min(PROJECTED_DIMENSIONS, dimensions);
}

/** A random linear map that nearly keeps distances (Johnson-Lindenstrauss). */
export interface Projection {
  /** Length of a projected vector. */
  readonly dimensions: number;
  /** @returns `[patches, dimensions]` for patches `[patches, inputs]` */
  project(patches: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * Opens a seeded Gaussian projection. Patches are centred first, which changes no distance but keeps float32 products
 * precise.
 *
 * @param centre vector that is subtracted, `[inputs]`
 */
export async function openProjection(
  centre: Float32Array,
  seed: number,
  options: SessionOptions,
): Promise<Projection> {
  const inputs = centre.length;
  const dimensions = projectedDimensions(inputs);
  const graph = createGraph('projection');
  const patches = graph.input('patches', 'float32', ['patches', inputs]);
  const centred = graph.node('Sub', [patches, graph.constant(centre, [1, inputs])]);
  const matrix = dimensions < inputs ? gaussianMatrix(inputs, dimensions, seed) : null;
  const projected =
    matrix === null ? centred : graph.node('MatMul', [centred, graph.constant(matrix, [inputs, dimensions])]);
  graph.output(projected, 'projected', 'float32', ['patches', dimensions]);
  const session = await openSession(graph.toModel(), options);
  return {
    dimensions,
    async project(values) {
      const outputs = await session.run({ patches: tensor(values, values.length / inputs, inputs) });
      return outputs.projected!.data as Float32Array;
    },
    close: () => session.close(),
  };
}

/** The mean of patches `[patches, dimensions]`. */
export function meanPatch(patches: Float32Array, dimensions: number): Float32Array {
  const sums = new Float64Array(dimensions);
  for (let i = 0; i < patches.length; i++) sums[i % dimensions]! += patches[i]!;
  return Float32Array.from(sums, sum => (sum * dimensions) / patches.length);
}

function gaussianMatrix(inputs: number, outputs: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: inputs * outputs }, () => random.normal() / Math.sqrt(outputs));
}
