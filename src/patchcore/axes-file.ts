import { decodeNpy, encodeNpy } from './npy.ts';
import type { BankAxes } from './principal-axes.ts';

/** Centre and axes as rows, `[1 + rank, dimensions]`. */
export function encodeAxes({ centre, basis, rank }: BankAxes): Uint8Array {
  const dimensions = centre.length;
  const data = new Float32Array((1 + rank) * dimensions);
  data.set(centre);
  for (let i = 0; i < rank * dimensions; i++)
    data[dimensions + i] = basis[(i % dimensions) * rank + Math.floor(i / dimensions)]!;
  return encodeNpy({ data, shape: [1 + rank, dimensions] });
}

/** @throws InspectError `model_damaged` naming the file. */
export function decodeAxes(bytes: Uint8Array, path: string): BankAxes {
  const { data, shape } = decodeNpy(bytes, path);
  const [rows, dimensions] = [shape[0]!, shape[1]!];
  const rank = rows - 1;
  const values = data as Float32Array;
  const basis = Float32Array.from(
    { length: rank * dimensions },
    (_, i) => values[(1 + (i % rank)) * dimensions + Math.floor(i / rank)]!,
  );
  return { rank, centre: values.slice(0, dimensions), basis };
}
