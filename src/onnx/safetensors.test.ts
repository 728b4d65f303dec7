import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InspectError } from '../errors.ts';
import { parseSafetensors, readSafetensors } from './safetensors.ts';

/** A file with the given header (an object, or text as it stands) and body. */
function safetensors(header: unknown, body: Uint8Array = new Uint8Array(0), padding = 0): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const json = new TextEncoder().encode(text + ' '.repeat(padding));
  const bytes = new Uint8Array(8 + json.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(body, 8 + json.length);
  return bytes;
}

const bytesOf = (data: { buffer: ArrayBufferLike; byteLength: number }) =>
  new Uint8Array(data.buffer, 0, data.byteLength);
const one = (dtype: string, count: number, bytes: number) => ({
  x: { dtype, shape: [count], data_offsets: [0, bytes] },
});
const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00, 0x8000);

test.each([
  ['F32', Float32Array.of(1.5, -2), [1.5, -2]],
  ['I32', Int32Array.of(7, -8), [7, -8]],
  ['U8', Uint8Array.of(1, 255), [1, 255]],
  ['I64', BigInt64Array.of(5n, -6n), [5, -6]],
  ['F16', halves, [1, -2, 2 ** -24, 65504, Number.POSITIVE_INFINITY, -0]],
  ['BF16', Uint16Array.of(0x3f80, 0xc000, 0x7f80, 0x4049), [1, -2, Number.POSITIVE_INFINITY, 3.140625]],
])('%s values are read, wherever an odd header length puts them', (dtype, data, expected) => {
  for (let padding = 0; padding < 9; padding++) {
    const file = safetensors(one(dtype, data.length, data.byteLength), bytesOf(data), padding);
    const { shape, data: found } = parseSafetensors(file, 'x').tensors.get('x')!;
    expect(shape).toEqual([data.length]);
    expect(Array.from(found)).toEqual(expected);
  }
});

test('a half-precision NaN stays one', () => {
  const file = safetensors(one('F16', 1, 2), Uint8Array.of(1, 0x7e));
  expect(parseSafetensors(file, 'x').tensors.get('x')!.data[0]).toBeNaN();
});

test('a file that is a view into a larger buffer is read from its own place', () => {
  const file = safetensors(one('F32', 1, 4), bytesOf(Float32Array.of(4.5)));
  for (let offset = 0; offset < 8; offset++) {
    const larger = new Uint8Array(file.length + 16);
    larger.set(file, offset);
    const { tensors } = parseSafetensors(larger.subarray(offset, offset + file.length), 'x');
    expect(tensors.get('x')!.data[0]).toBe(4.5);
  }
});

test('metadata, several tensors and empty ones are read by name', () => {
  const header = {
    __metadata__: { format: 'pt' },
    b: { dtype: 'U8', shape: [1], data_offsets: [2, 3] },
    a: { dtype: 'U8', shape: [2, 1], data_offsets: [0, 2] },
    none: { dtype: 'F32', shape: [0, 7], data_offsets: [1, 1] },
    scalar: { dtype: 'U8', shape: [], data_offsets: [3, 4] },
  };
  const { metadata, tensors } = parseSafetensors(safetensors(header, Uint8Array.of(1, 2, 3, 4)), 'x');
  expect(metadata).toEqual({ format: 'pt' });
  expect(Array.from(tensors.get('a')!.data)).toEqual([1, 2]);
  expect(Array.from(tensors.get('scalar')!.data)).toEqual([4]);
  expect(tensors.get('none')).toEqual({ shape: [0, 7], data: new Float32Array(0) });
});

describe('a file that is not usable is refused by name', () => {
  const body = new Uint8Array(16);
  const header = (entry: unknown) => safetensors({ x: entry }, body);
  const float = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };

  test.each([
    ['no bytes at all', new Uint8Array(0), 'header is cut off'],
    ['a header longer than the file', safetensors({}).fill(255, 0, 7), 'header is cut off'],
    ['a header that is not JSON', safetensors('{"x": '), 'not JSON'],
    ['a header that is a list', safetensors([1]), 'not JSON'],
    ['a header that is null', safetensors('null'), 'not JSON'],
    ['an entry that is null', header(null), 'type undefined'],
    ['an entry that is a number', header(3), 'type undefined'],
    ['an unknown type', header({ ...float, dtype: 'C64' }), 'type "C64"'],
    ['a type that objects inherit', header({ ...float, dtype: 'constructor' }), 'type "constructor"'],
    ['a type that is a list', header({ ...float, dtype: ['F32'] }), 'not supported'],
    ['a negative extent', header({ ...float, shape: [-2] }), 'shape of tensor x'],
    ['a fractional extent', header({ ...float, shape: [1.5] }), 'shape of tensor x'],
    ['a shape that is a number', header({ ...float, shape: 2 }), 'shape of tensor x'],
    ['a huge shape', header({ ...float, shape: [2 ** 40, 2 ** 40] }), 'should have'],
    [
      'a shape of infinitely many values',
      header({ ...float, shape: Array(40).fill(2 ** 50) }),
      'should have',
    ],
    ['offsets that are a number', header({ ...float, data_offsets: 8 }), 'offsets of tensor x'],
    ['three offsets', header({ ...float, data_offsets: [0, 8, 16] }), 'offsets of tensor x'],
    ['offsets in reverse', header({ ...float, data_offsets: [8, 0] }), 'has -8'],
    ['offsets beyond the end', header({ ...float, data_offsets: [16, 24] }), 'ends before tensor x'],
    ['offsets near 2^53', header({ ...float, data_offsets: [2 ** 53 - 9, 2 ** 53 - 1] }), 'ends before'],
    ['metadata that are text', safetensors({ __metadata__: 'text' }), 'metadata'],
    ['metadata that hold numbers', safetensors({ __metadata__: { a: 1 } }), 'metadata'],
    [
      'tensors that overlap',
      safetensors({ x: float, y: { ...float, data_offsets: [4, 12] } }, body),
      'tensors x and y overlap',
    ],
  ])('%s', (_, bytes, message) => {
    const parse = () => parseSafetensors(bytes, 'my.safetensors');
    expect(parse).toThrow(expect.objectContaining({ code: 'backbone_invalid' }));
    expect(parse).toThrow(/^my\.safetensors is not a usable safetensors file: /);
    expect(parse).toThrow(message);
  });

  test('a file that is not there', async () => {
    const path = join(import.meta.dirname, 'no-such.safetensors');
    await expect(readSafetensors(path)).rejects.toMatchObject({ code: 'data_not_found' });
  });
});

test('names such as __proto__ are names like others', () => {
  const text =
    '{"__proto__": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}, "__metadata__": {"__proto__": "a"}}';
  const { tensors, metadata } = parseSafetensors(safetensors(text, Uint8Array.of(9)), 'x');
  expect(Array.from(tensors.get('__proto__')!.data)).toEqual([9]);
  expect(Object.hasOwn(metadata, '__proto__')).toBe(true);
  expect(({} as Record<string, unknown>).dtype).toBeUndefined();
});

describe('whatever the bytes are, only backbone_invalid is thrown', () => {
  function parsesOrRefuses(bytes: Uint8Array): void {
    try {
      for (const { data } of parseSafetensors(bytes, 'x').tensors.values())
        expect(data.byteLength).toBeLessThanOrEqual(2 * bytes.length);
    } catch (cause) {
      expect(cause).toBeInstanceOf(InspectError);
      expect(cause).toMatchObject({ code: 'backbone_invalid' });
    }
  }

  test('for random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), parsesOrRefuses), { numRuns: 1000, seed: 1 });
  });

  test('for any JSON as the header, and any JSON as an entry or a part of one', () => {
    const part = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('F32', 'F16', '__proto__'),
      fc.array(fc.nat(40), { maxLength: 3 }),
    );
    const entry = fc.record({
      dtype: fc.oneof(fc.constantFrom('F32', 'BF16', 'I64', 'U8'), part),
      shape: part,
      data_offsets: part,
    });
    const named = fc.dictionary(
      fc.oneof(fc.string(), fc.constant('__metadata__')),
      fc.oneof(entry, fc.jsonValue()),
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), named), fc.uint8Array({ maxLength: 64 }), (value, body) =>
        parsesOrRefuses(safetensors(JSON.stringify(value), body)),
      ),
      { numRuns: 2000, seed: 2 },
    );
  });

  test('for a good file that is cut anywhere or has a byte changed', () => {
    const file = safetensors(
      {
        a: { dtype: 'F16', shape: [3], data_offsets: [0, 6] },
        b: { dtype: 'F32', shape: [2], data_offsets: [6, 14] },
      },
      new Uint8Array(14),
    );
    for (let length = 0; length < file.length; length++)
      expect(() => parseSafetensors(file.subarray(0, length), 'x')).toThrow(InspectError);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), (at, byte) => {
        const changed = file.slice();
        changed[at] = byte;
        parsesOrRefuses(changed);
      }),
      { numRuns: 2000, seed: 3 },
    );
  });
});
