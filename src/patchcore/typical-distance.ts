/** The median of the patches' distances to the bank: a defect leaves it nearly as it is, another product does not. */
export function typicalDistance(distances: Float32Array): number {
  const sorted = distances.slice().sort();
  return sorted[Math.floor(sorted.length / 2)]!;
}
