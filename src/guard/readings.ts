import type { PictureStatistics } from './picture-statistics.ts';
import type { Placement } from './placement.ts';

/** Why a picture is not one that the model can judge; a closed list that programs may rely on. */
export type InputReason =
  | 'alignment_failed'
  | 'wrong_resolution'
  | 'part_missing'
  | 'over_exposed'
  | 'under_exposed'
  | 'blurred'
  | 'shifted'
  | 'off_colour'
  | 'wrong_product';

/** The numbers of a picture that the guard watches. */
export type Readings = Readonly<Record<ReadingName, number>>;
export type ReadingName =
  | 'brightness'
  | 'clipped'
  | 'redness'
  | 'blueness'
  | 'structure'
  | 'sharpness'
  | 'focus'
  | 'right'
  | 'down'
  | 'match'
  | 'distance';

/** What it means when a reading is too low or too high; null where a direction does no harm. */
export interface ReadingRule {
  readonly name: ReadingName;
  /** What people call it. */
  readonly label: string;
  readonly tooLow: InputReason | null;
  readonly tooHigh: InputReason | null;
  /**
   * The smallest standard deviation that is believed. A fixed station repeats itself so well that a defect would move a
   * mean farther than all good parts did.
   */
  readonly least: number;
  /** The reading is a natural logarithm; people are shown what it is the logarithm of. */
  readonly isLog?: true;
}

/** All readings. */
export const READING_RULES: readonly ReadingRule[] = [
  {
    name: 'structure',
    label: 'coarse detail',
    tooLow: 'part_missing',
    tooHigh: null,
    least: 0.15,
    isLog: true,
  },
  { name: 'brightness', label: 'brightness', tooLow: 'under_exposed', tooHigh: 'over_exposed', least: 2.5 },
  { name: 'clipped', label: 'white share', tooLow: null, tooHigh: 'over_exposed', least: 0.005 },
  { name: 'sharpness', label: 'sharpness', tooLow: 'blurred', tooHigh: null, least: 0.1, isLog: true },
  { name: 'focus', label: 'focus', tooLow: 'blurred', tooHigh: null, least: 0.1, isLog: true },
  { name: 'right', label: 'offset to the right', tooLow: 'shifted', tooHigh: 'shifted', least: 0.005 },
  { name: 'down', label: 'offset downwards', tooLow: 'shifted', tooHigh: 'shifted', least: 0.005 },
  { name: 'redness', label: 'redness', tooLow: 'off_colour', tooHigh: 'off_colour', least: 1.2 },
  { name: 'blueness', label: 'blueness', tooLow: 'off_colour', tooHigh: 'off_colour', least: 1.2 },
  {
    name: 'match',
    label: 'match with the mean picture',
    tooLow: 'wrong_product',
    tooHigh: null,
    least: 0.02,
  },
  {
    name: 'distance',
    label: 'typical distance',
    tooLow: null,
    tooHigh: 'wrong_product',
    least: 0.1,
    isLog: true,
  },
];

/**
 * @param placement where the picture lies on the mean training picture
 * @param typicalDistance median distance of the picture's patches to the memory bank; its logarithm is watched
 */
export function readingsOf(
  { brightness, clipped, structure, sharpness, focus, colour }: PictureStatistics,
  { right, down, match }: Placement,
  typicalDistance: number,
): Readings {
  const [redness, blueness] = colour;
  const distance = Math.log(Math.max(typicalDistance, 1e-6));
  return {
    brightness,
    clipped,
    redness,
    blueness,
    structure,
    sharpness,
    focus,
    right,
    down,
    match,
    distance,
  };
}
