/** Sums over all pixels for the normal equations of one Gauss-Newton step; r right, d down, t turn. */
export interface NormalSums {
  readonly rr: number;
  readonly rd: number;
  readonly rt: number;
  readonly dd: number;
  readonly dt: number;
  readonly tt: number;
  /** Derivative times difference. */
  readonly r: number;
  readonly d: number;
  readonly t: number;
  /** Of the differences' sizes, and how many there are. */
  readonly apart: number;
  readonly count: number;
}

/** Right, down, and turn in radians. */
export type PoseStep = readonly [right: number, down: number, turn: number];

/** A determinant below this share of the product of the diagonal leaves a direction open. */
const SINGULAR = 1e-9;

/** The step without a turn; null when the reference does not say where it lies. */
export function solveShift({ rr, rd, dd, r, d }: NormalSums): PoseStep | null {
  const determinant = rr * dd - rd * rd;
  if (!(determinant > SINGULAR * rr * dd)) return null;
  return [(dd * r - rd * d) / determinant, (rr * d - rd * r) / determinant, 0];
}

/** The step by Cramer's rule; null when the reference does not say where it lies or how far it is turned. */
export function solveShiftAndTurn({ rr, rd, rt, dd, dt, tt, r, d, t }: NormalSums): PoseStep | null {
  const [ofRR, ofRD, ofRT] = [dd * tt - dt * dt, rt * dt - rd * tt, rd * dt - rt * dd];
  const determinant = rr * ofRR + rd * ofRD + rt * ofRT;
  if (!(determinant > SINGULAR * rr * dd * tt)) return null;
  const [ofDD, ofDT, ofTT] = [rr * tt - rt * rt, rd * rt - rr * dt, rr * dd - rd * rd];
  return [
    (ofRR * r + ofRD * d + ofRT * t) / determinant,
    (ofRD * r + ofDD * d + ofDT * t) / determinant,
    (ofRT * r + ofDT * d + ofTT * t) / determinant,
  ];
}
