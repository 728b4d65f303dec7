/**
 * The median of the patches' distances to the bank: a defect leaves it nearly as it is, another product does not.
 *
 * @param distances not a number where a patch was not searched
 */
export function typicalDistance(distances: Float32Array): number {
  const sorted = distances.filter(distance => !Number.isNaN(distance)).sort();
  return sorted[Math.floor(sorted.length / 2)]!;
}
