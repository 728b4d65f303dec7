import { type Calibration, picturesFor } from '../patchcore/calibration.ts';
import { formatShare } from './number-format.ts';

/** What a calibration says in words, a sentence or two each. */
export interface CalibrationWords {
  readonly promise: string;
  /** What theory proves of calibrations of this kind. */
  readonly proof: string;
  /** How far the rate of one calibration may be from the one promised. */
  readonly spread: string;
  readonly assumption: string;
  /** Why the rate is not the one that was asked for; null when it is. */
  readonly shortfall: string | null;
}

type Promised = Omit<Calibration, 'scores' | 'mapMaxima'>;

/**
 * Says what is promised, by what, and under which assumption.
 *
 * @param plausibleRate the false-reject rate that this one calibration stays under with 95 % confidence
 */
export function calibrationWords(
  calibration: Promised,
  plausibleRate: number,
  hasCountRule: boolean,
): CalibrationWords {
  const regions = hasCountRule
    ? ' The rule on the number of regions rejects further good parts: at most as many again.'
    : '';
  return {
    promise: `${promise(calibration)}${regions}`,
    proof: proof(calibration),
    spread: spread(calibration, plausibleRate),
    assumption:
      'New good parts are like the training parts: the same product, camera, light, position and material, drawn in the same way. Where that changes, the promise ends.',
    shortfall: shortfall(calibration),
  };
}

function promise({ kind, method, n, maxFalseRejectRate: rate, reviewRate }: Promised): string {
  const share = formatShare(rate);
  const reviewed = reviewRate > rate ? `, and ${formatShare(reviewRate)} rejected or sent to REVIEW` : '';
  const by =
    kind === 'split'
      ? `split calibration on ${n} good pictures that were kept out of the memory bank`
      : `leave-one-picture-out calibration on ${n} good pictures`;
  if (method !== 'false_reject_rate')
    return `No rate is promised: the threshold was set by ${method}. Of new good parts about ${share} are expected to be rejected${reviewed}, judging by ${by}.`;
  const limit = kind === 'split' ? 'at most' : 'about';
  return `Of new good parts ${limit} ${share} will be rejected${reviewed}, by ${by}.`;
}

function proof({ kind, method, maxFalseRejectRate: rate }: Promised): string {
  if (method !== 'false_reject_rate') return `Nothing: ${method} sets a threshold, not a rate.`;
  return kind === 'split'
    ? `The rate of ${formatShare(rate)} itself, for any number of pictures and any distribution of scores, on average over calibrations.`
    : `Not the rate itself: for schemes that build the bank anew without each picture, theory gives twice the rate, ${formatShare(Math.min(1, 2 * rate))}. This one takes a picture's entries out of one bank, which in experiments errs on the safe side. For a proven rate, train with --calibration split.`;
}

function spread({ n }: Promised, plausibleRate: number): string {
  return `Another ${n} good pictures would have set another threshold. The false-reject rate of this one stays under ${formatShare(plausibleRate)} with 95 % confidence.`;
}

function shortfall({
  method,
  n,
  requestedFalseRejectRate,
  smallestSupportableRate,
}: Promised): string | null {
  if (method !== 'false_reject_rate' || requestedFalseRejectRate >= smallestSupportableRate) return null;
  return `${n} pictures support ${formatShare(smallestSupportableRate)} at best, not the ${formatShare(requestedFalseRejectRate)} asked for; that takes ${picturesFor(requestedFalseRejectRate)}.`;
}
