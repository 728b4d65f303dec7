/**
 * Chooses patches of one picture that stand for all of it: greedy k-centre selection, starting with patch 0, so that
 * what is rare in the picture is among them.
 *
 * @param patches `[patches, dimensions]`
 * @returns `[count, dimensions]`; fewer different patches are repeated
 */
export function representativePatches(
  patches: Float32Array,
  dimensions: number,
  count: number,
): Float32Array {
  const total = patches.length / dimensions;
  const chosen = new Float32Array(count * dimensions);
  const nearest = new Float32Array(total).fill(Number.POSITIVE_INFINITY);
  let next = 0;
  for (let place = 0; place < count; place++) {
    const centre = patches.subarray(next * dimensions, (next + 1) * dimensions);
    chosen.set(centre, place * dimensions);
    for (let patch = 0; patch < total; patch++) {
      const from = patch * dimensions;
      let sum = 0;
      for (let i = 0; i < dimensions; i++) sum += (patches[from + i]! - centre[i]!) ** 2;
      if (sum < nearest[patch]!) nearest[patch] = sum;
    }
    next = nearest.reduce((farthest, value, patch) => (value > nearest[farthest]! ? patch : farthest), 0);
  }
  return chosen;
}
