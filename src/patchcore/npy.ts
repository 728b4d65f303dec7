import { InspectError } from '../errors.ts';

/** A two-dimensional array as NumPy stores it. */
export interface NpyArray {
  readonly shape: readonly [number, number];
  readonly data: Float32Array | Int32Array;
}

const MAGIC = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0);
const HEADER_START = 10;
const ALIGNMENT = 64;

/** The bytes of a .npy file, format version 1.0 (numpy.lib.format), C order, little-endian. */
export function encodeNpy({ data, shape }: NpyArray): Uint8Array {
  const descr = data instanceof Float32Array ? '<f4' : '<i4';
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const start = Math.ceil((HEADER_START + header.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setUint16(MAGIC.length, start - HEADER_START, true);
  bytes.set(new TextEncoder().encode(`${header.padEnd(start - HEADER_START - 1)}\n`), HEADER_START);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return bytes;
}

/**
 * Reads what `encodeNpy` or NumPy wrote: two-dimensional float32 or int32.
 *
 * @throws InspectError `model_damaged` naming the file.
 */
export function decodeNpy(bytes: Uint8Array, name: string): NpyArray {
  if (bytes.length < HEADER_START || MAGIC.some((byte, i) => bytes[i] !== byte))
    throw damaged(name, 'it is not a NumPy file of version 1.0');
  const start = HEADER_START + new DataView(bytes.buffer, bytes.byteOffset).getUint16(MAGIC.length, true);
  const header = new TextDecoder().decode(bytes.subarray(HEADER_START, start));
  const match = /'descr': '<([fi])4', 'fortran_order': False, 'shape': \((\d+), (\d+)\)/.exec(header);
  if (!match)
    throw damaged(
      name,
      `its header is ${header.trim()}, and a two-dimensional float32 or int32 array is expected`,
    );
  const shape = [Number(match[2]), Number(match[3])] as const;
  const body = bytes.slice(start);
  if (body.length !== shape[0] * shape[1] * 4)
    throw damaged(
      name,
      `it holds ${body.length} bytes of data where ${shape[0] * shape[1] * 4} are expected`,
    );
  const aligned = new Uint8Array(body).buffer;
  return { shape, data: match[1] === 'f' ? new Float32Array(aligned) : new Int32Array(aligned) };
}

function damaged(name: string, why: string): InspectError {
  return new InspectError('model_damaged', `${name} is damaged: ${why}. Restore the file or train again.`);
}
