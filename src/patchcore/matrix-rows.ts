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

/** Arrays one after the other. */
export function joined<Values extends Int32Array | Float32Array>(
  parts: readonly Values[],
  type: new (length: number) => Values,
): Values {
  if (parts.length === 1) return parts[0]!;
  const all = new type(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
