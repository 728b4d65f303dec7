import { readFile } from 'node:fs/promises';
import { InspectError } from '../errors.ts';

export type TensorData = Float32Array | Int32Array | Uint8Array;

/** A named array of a safetensors file, row-major. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** The content of a safetensors file. */
export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, NamedTensor>;
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const BYTES_PER_VALUE: Readonly<Record<string, number>> = { F32: 4, I32: 4, U8: 1, F16: 2, BF16: 2, I64: 8 };
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Reads a safetensors file (https://huggingface.co/docs/safetensors). F16 and BF16 become float32, I64 int32.
 *
 * @throws InspectError `data_not_found` or `backbone_invalid`.
 */
export async function readSafetensors(path: string): Promise<Safetensors> {
  const bytes = await readFile(path).catch(cause => {
    throw new InspectError('data_not_found', `Cannot read the weights file ${path}: ${cause.message}.`, {
      cause,
    });
  });
  return parseSafetensors(bytes, path);
}

/** Parses the bytes of a safetensors file; `name` is what error messages call it. */
export function parseSafetensors(bytes: Uint8Array, name: string): Safetensors {
  const { header, start } = readHeader(bytes, name);
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isTextRecord(metadata)) throw damaged(name, 'its metadata are not texts by name');
  const ranges = Object.entries(entries).map(([key, entry]) => rangeOf(key, entry, name));
  const end = checkRanges(ranges, name);
  if (end && start + end.to > bytes.byteLength)
    throw damaged(name, `it ends before tensor ${end.key} does (truncated?)`);
  const tensors = new Map<string, NamedTensor>();
  for (const { key, dtype, shape, from, to } of ranges)
    tensors.set(key, { shape, data: decode(dtype, alignedView(bytes, start + from, to - from)) });
  return { metadata, tensors };
}

function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(text => typeof text === 'string')
  );
}

function readHeader(bytes: Uint8Array, name: string) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.byteLength >= 8 ? Number(view.getBigUint64(0, true)) : 0;
  if (length < 2 || length > MAX_HEADER_BYTES || 8 + length > bytes.byteLength)
    throw damaged(name, 'its header is cut off or is not one');
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    if (typeof header !== 'object' || header === null || Array.isArray(header))
      throw new Error('not an object');
    return { header: header as Record<string, unknown>, start: 8 + length };
  } catch (cause) {
    throw damaged(name, 'its header is not JSON', cause);
  }
}

/** A tensor's place in the file, in bytes after the header. */
interface TensorRange {
  readonly key: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

function rangeOf(key: string, entry: unknown, name: string): TensorRange {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Partial<HeaderEntry>;
  const whole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  if (typeof dtype !== 'string' || !Object.hasOwn(BYTES_PER_VALUE, dtype))
    throw damaged(name, `tensor ${key} has the type ${JSON.stringify(dtype)}, which is not supported`);
  if (!Array.isArray(shape) || !shape.every(whole))
    throw damaged(name, `the shape of tensor ${key} is malformed`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(whole))
    throw damaged(name, `the offsets of tensor ${key} are malformed`);
  const [from, to] = offsets as [number, number];
  const expectedBytes = shape.reduce((product, extent) => product * extent, BYTES_PER_VALUE[dtype]!);
  if (to - from !== expectedBytes)
    throw damaged(name, `tensor ${key} should have ${expectedBytes} bytes and has ${to - from}`);
  return { key, dtype, shape, from, to };
}

/** Refuses tensors that share bytes; returns the one that ends last, if any has bytes. */
function checkRanges(ranges: readonly TensorRange[], name: string): TensorRange | undefined {
  const inOrder = ranges.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from);
  for (const [index, range] of inOrder.entries()) {
    const before = inOrder[index - 1];
    if (before && before.to > range.from)
      throw damaged(name, `the tensors ${before.key} and ${range.key} overlap`);
  }
  return inOrder.at(-1);
}

/** The bytes where they are if a typed array can be laid over them, else a copy. */
function alignedView(bytes: Uint8Array, from: number, length: number): Uint8Array {
  const view = bytes.subarray(from, from + length);
  return view.byteOffset % 8 === 0 ? view : new Uint8Array(view);
}

function decode(dtype: string, raw: Uint8Array): TensorData {
  const count = raw.byteLength / BYTES_PER_VALUE[dtype]!;
  const halves = () => new Uint16Array(raw.buffer, raw.byteOffset, count);
  switch (dtype) {
    case 'U8':
      return raw;
    case 'F32':
      return new Float32Array(raw.buffer, raw.byteOffset, count);
    case 'I32':
      return new Int32Array(raw.buffer, raw.byteOffset, count);
    case 'I64':
      return Int32Array.from(new BigInt64Array(raw.buffer, raw.byteOffset, count), Number);
    case 'BF16':
      return new Float32Array(Uint32Array.from(halves(), bits => bits << 16).buffer);
    default:
      return Float32Array.from(halves(), halfToFloat);
  }
}

/** IEEE 754 binary16 to binary32. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function damaged(name: string, why: string, cause?: unknown): InspectError {
  return new InspectError('backbone_invalid', `${name} is not a usable safetensors file: ${why}.`, { cause });
}
