/** Copies rows of a matrix `[*, columns]` into a new one, in the given order. */
export function gatherRows(matrix: Float32Array, columns: number, rows: ArrayLike<number>): Float32Array {
  const gathered = new Float32Array(rows.length * columns);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!;
    gathered.set(matrix.subarray(row * columns, (row + 1) * columns), place * columns);
  }
  return gathered;
}
