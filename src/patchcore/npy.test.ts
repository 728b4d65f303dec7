import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InspectError } from '../errors.ts';
import { decodeNpy, encodeNpy } from './npy.ts';

/** What numpy.save writes for [[1.5, -2, 3], [4, 0.005, inf]] and [[1, -2], [3, 2**31 - 1]]. */
const FROM_NUMPY = {
  floats:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AAAAwAAAQEAAAIBACtejOwAAgH8=',
  integers:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGk0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAA/v///wMAAAD///9/',
};
const floats = {
  shape: [2, 3],
  data: Float32Array.of(1.5, -2, 3, 4, 0.005, Number.POSITIVE_INFINITY),
} as const;
const integers = { shape: [2, 2], data: Int32Array.of(1, -2, 3, 2 ** 31 - 1) } as const;

test('files that NumPy wrote are read', () => {
  expect(decodeNpy(Buffer.from(FROM_NUMPY.floats, 'base64'), 'x')).toEqual(floats);
  expect(decodeNpy(Buffer.from(FROM_NUMPY.integers, 'base64'), 'x')).toEqual(integers);
});

test("files that are written equal NumPy's byte by byte", () => {
  expect(Buffer.from(encodeNpy(floats)).toString('base64')).toBe(FROM_NUMPY.floats);
  expect(Buffer.from(encodeNpy(integers)).toString('base64')).toBe(FROM_NUMPY.integers);
});

test('any matrix survives a round trip, also as a view into a larger array', () => {
  const matrix = fc.tuple(fc.nat(6), fc.nat(6)).chain(([rows, columns]) => {
    const length = { minLength: rows * columns, maxLength: rows * columns };
    const data = fc.oneof(fc.float32Array(length), fc.int32Array(length));
    return fc.record({ shape: fc.constant([rows, columns] as const), data });
  });
  fc.assert(
    fc.property(matrix, ({ shape, data }) => {
      expect(decodeNpy(encodeNpy({ shape, data }), 'x')).toEqual({ shape, data });
      const larger = data instanceof Float32Array ? Float32Array.of(9, ...data) : Int32Array.of(9, ...data);
      expect(decodeNpy(encodeNpy({ shape, data: larger.subarray(1) }), 'x').data).toEqual(data);
    }),
    { seed: 1 },
  );
});

describe('a damaged file is refused by name', () => {
  const good = encodeNpy(floats);
  const withHeader = (header: string) => {
    const bytes = good.slice();
    bytes.set(new TextEncoder().encode(header.padEnd(117)), 10);
    return bytes;
  };

  test.each([
    ['nothing', new Uint8Array(0), 'not a NumPy file'],
    ['another magic', good.map((byte, i) => (i === 1 ? 65 : byte)), 'not a NumPy file'],
    ['another format version', good.map((byte, i) => (i === 6 ? 2 : byte)), 'version 1.0'],
    ['a header length beyond the end', good.map((byte, i) => (i === 9 ? 255 : byte)), 'bytes of data'],
    [
      'doubles',
      withHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"),
      'float32 or int32',
    ],
    [
      'columns first',
      withHeader("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }"),
      'its header is',
    ],
    [
      'one dimension',
      withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }"),
      'two-dimensional',
    ],
    [
      'another shape',
      withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 3), }"),
      '36 are expected',
    ],
    [
      'a huge shape',
      withHeader(`{'descr': '<f4', 'fortran_order': False, 'shape': (${10 ** 15}, ${10 ** 15}), }`),
      'are expected',
    ],
    ['a byte too few', good.subarray(0, good.length - 1), '23 bytes of data'],
    ['a byte too many', Uint8Array.of(...good, 0), '25 bytes of data'],
  ])('%s', (_, bytes, message) => {
    const decode = () => decodeNpy(bytes, 'memory_bank.npy');
    expect(decode).toThrow(expect.objectContaining({ code: 'model_damaged' }));
    expect(decode).toThrow(/^memory_bank\.npy is damaged: /);
    expect(decode).toThrow(message);
  });

  test('any cut and any changed byte give an array or model_damaged', () => {
    for (let length = 0; length < good.length; length++)
      expect(() => decodeNpy(good.subarray(0, length), 'x')).toThrow(InspectError);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const changed = good.map((value, i) => (i === at ? byte : value));
        try {
          expect(decodeNpy(changed, 'x').data.length).toBeLessThanOrEqual(6);
        } catch (cause) {
          expect(cause).toBeInstanceOf(InspectError);
        }
      }),
      { numRuns: 1000, seed: 2 },
    );
  });
});
