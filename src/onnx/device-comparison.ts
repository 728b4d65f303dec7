import type { Tensor } from './session.ts';

/** Outputs of a session by name. */
export type Outputs = Readonly<Record<string, Pick<Tensor, 'data'>>>;

/** An output that two devices do not agree on. */
export interface Deviation {
  readonly output: string;
  /** Largest difference, relative to the largest expected value; infinite when values are missing or not finite. */
  readonly error: number;
  readonly tolerance: number;
}

/**
 * Finds the first output in which a device differs from the processor by more than the tolerance.
 *
 * @param tolerances largest allowed error of every output that must be there
 */
export function findDeviation(
  expected: Outputs,
  found: Outputs,
  tolerances: Readonly<Record<string, number>>,
): Deviation | null {
  for (const [output, tolerance] of Object.entries(tolerances)) {
    const error = relativeError(expected[output]?.data, found[output]?.data);
    if (!(error <= tolerance)) return { output, error, tolerance };
  }
  return null;
}

/** The largest difference of two arrays, relative to the largest magnitude in the first. */
export function relativeError(expected?: Tensor['data'], found?: Tensor['data']): number {
  if (!expected || expected.length === 0 || expected.length !== found?.length)
    return Number.POSITIVE_INFINITY;
  let [difference, magnitude] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const value = Number(expected[i]);
    const gap = Math.abs(value - Number(found[i]));
    if (!Number.isFinite(gap)) return Number.POSITIVE_INFINITY;
    difference = Math.max(difference, gap);
    magnitude = Math.max(magnitude, Math.abs(value));
  }
  return difference === 0 ? 0 : difference / magnitude;
}
