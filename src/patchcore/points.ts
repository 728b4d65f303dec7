/** The rows that a coreset is selected from, `[rows, dimensions]`, wherever they are kept. */
export interface Points {
  readonly rows: number;
  readonly dimensions: number;
  /** Rows that a block may have where it can be chosen freely. */
  readonly atOnce: number;
  /** Rows `from` to `to`, `to` excluded, not to be changed; a block is good until the next but one is asked for. */
  block(from: number, to: number): Promise<Float32Array>;
  /** One row, not to be changed and good until the next is asked for. */
  row(index: number): Float32Array;
}

/** Points that are filled in, block by block, by the one who closes them. */
export interface PointStore extends Points {
  /** Writes whole rows from `firstRow` on. */
  set(firstRow: number, values: Float32Array): Promise<void>;
  close(): Promise<void>;
}

/** Rows of a block where blocks take no memory of their own. */
const AT_ONCE = 2 ** 18;

/** Points of a matrix `[*, dimensions]` in memory; the matrix is the one that `set` writes to. */
export function pointsInMemory(matrix: Float32Array, dimensions: number): PointStore {
  return {
    rows: matrix.length / dimensions,
    dimensions,
    atOnce: AT_ONCE,
    block: async (from, to) => matrix.subarray(from * dimensions, to * dimensions),
    row: index => matrix.subarray(index * dimensions, (index + 1) * dimensions),
    async set(firstRow, values) {
      matrix.set(values, firstRow * dimensions);
    },
    close: async () => undefined,
  };
}

/** Copies rows into a new matrix, in the given order. */
export function gatherPoints(points: Points, rows: Int32Array): Float32Array {
  const gathered = new Float32Array(rows.length * points.dimensions);
  for (let i = 0; i < rows.length; i++) gathered.set(points.row(rows[i]!), i * points.dimensions);
  return gathered;
}

/** All rows in order, `size` at a time; the next block is fetched while one is worked on. */
export async function* blocksOf(
  points: Points,
  size: number,
): AsyncGenerator<{ readonly from: number; readonly block: Float32Array }> {
  const fetch = (from: number) => {
    const fetched = points.block(from, Math.min(from + size, points.rows));
    fetched.catch(() => undefined); // reported when the block's turn comes
    return fetched;
  };
  let next = fetch(0);
  for (let from = 0; from < points.rows; from += size) {
    const block = await next;
    if (from + size < points.rows) next = fetch(from + size);
    yield { from, block };
  }
}
