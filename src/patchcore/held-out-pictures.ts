import { InspectError } from '../errors.ts';
import { below, randomFor } from '../random.ts';
import type { CalibrationSettings } from './calibration.ts';

/** Which training pictures make the memory bank and which ones set the thresholds; indices, ascending. */
export interface HeldOutPictures {
  readonly inBank: readonly number[];
  /** Pictures that take no part in the bank; none for leave-one-out, where all pictures do both. */
  readonly keptOut: readonly number[];
}

const LEAST = 2;

/**
 * Draws the pictures that `split` calibration keeps out of the bank; the same seed and count give the same pictures.
 *
 * @throws InspectError `data_invalid` when fewer than two pictures are left for either purpose.
 */
export function chooseHeldOut(
  count: number,
  { kind, heldOutShare }: Pick<CalibrationSettings, 'kind' | 'heldOutShare'>,
  seed: number,
): HeldOutPictures {
  const all = Array.from({ length: count }, (_, picture) => picture);
  if (kind === 'leave_one_out') return { inBank: all, keptOut: [] };
  const wanted = Math.round(heldOutShare * count);
  if (wanted < LEAST || count - wanted < LEAST) throw tooFew(count, wanted, heldOutShare);
  const random = randomFor('calibration', seed);
  // The first steps of Fisher and Yates' shuffle draw without replacement.
  for (let place = 0; place < wanted; place++) {
    const drawn = place + below(random, count - place);
    [all[place], all[drawn]] = [all[drawn]!, all[place]!];
  }
  const ascending = (pictures: readonly number[]) => [...pictures].sort((a, b) => a - b);
  return { keptOut: ascending(all.slice(0, wanted)), inBank: ascending(all.slice(wanted)) };
}

function tooFew(count: number, wanted: number, share: number): InspectError {
  return new InspectError(
    'data_invalid',
    `Split calibration with a share of ${share} would keep ${wanted} of ${count} good pictures out of the memory bank and leave ${count - wanted} in it; at least ${LEAST} are needed for either, and 99 or more kept out for a false-reject rate of 1 %. Add pictures, change --calibration-share, or use --calibration leave-one-out.`,
  );
}
