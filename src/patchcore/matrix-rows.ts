/** Copies rows of a matrix `[*, columns]` into a new one, in the given order. */
export function gatherRows(matrix: Float32Array, columns: number, rows: ArrayLike<number>): Float32Array {
  const gathered = new Float32Array(rows.length * columns);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!;
    gathered.set(matrix.subarray(row * columns, (row + 1) * columns), place * columns);
  }
  return gathered;
}

/** Rows of a matrix `[*, columns]`, ascending: where they lie when they follow each other, else copied. */
export function rowsOf(matrix: Float32Array, columns: number, rows: readonly number[]): Float32Array {
  const first = rows[0] ?? 0;
  const end = first + rows.length;
  if (rows.at(-1) !== end - 1) return gatherRows(matrix, columns, rows);
  return matrix.subarray(first * columns, end * columns);
}
