import { readSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { storageError } from '../errors.ts';
import type { PointStore } from './points.ts';

/** Where points are kept, and how many are looked at together: memory holds two such blocks. */
export interface PointsFile {
  readonly path: string;
  readonly blockRows: number;
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/**
 * Points in a file, as float32: memory holds two blocks and one row of them. The file is new and goes away on closing.
 *
 * @throws InspectError `storage_full`, `storage_denied`, also from `set`.
 */
export async function pointsInFile(
  { path, blockRows }: PointsFile,
  rows: number,
  dimensions: number,
): Promise<PointStore> {
  const file = await open(path, 'wx+').catch(cause => {
    throw storageError(cause, `creating ${path}`);
  });
  const rowBytes = dimensions * BYTES;
  const row = new Float32Array(dimensions);
  const buffers = [new Float32Array(0), new Float32Array(0)];
  let turn = 0;
  return {
    rows,
    dimensions,
    atOnce: blockRows,
    async block(from, to) {
      turn = 1 - turn;
      const length = (to - from) * dimensions;
      if (buffers[turn]!.length < length) buffers[turn] = new Float32Array(length);
      const block = buffers[turn]!.subarray(0, length);
      await readAll(file, bytesOf(block), from * rowBytes);
      return block;
    },
    row(index) {
      if (readSync(file.fd, bytesOf(row), 0, rowBytes, index * rowBytes) < rowBytes) throw tooShort(path);
      return row;
    },
    async set(firstRow, values) {
      await writeAll(file, bytesOf(values), firstRow * rowBytes).catch(cause => {
        throw storageError(cause, `writing ${path}`);
      });
    },
    async close() {
      await file.close();
      await rm(path, { force: true });
    },
  };

  async function readAll(from: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await from.read(bytes, done, bytes.length - done, position + done);
      if (bytesRead === 0) throw tooShort(path);
      done += bytesRead;
    }
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Rows are read only after they have been written, so somebody else has cut the file. */
function tooShort(path: string): Error {
  return new Error(`${path} was cut off while it was in use`);
}
