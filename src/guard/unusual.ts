import { type GuardedPicture, guardReadings, type InputGuard, type SizeRange } from './input-guard.ts';
import type { PictureStatistics } from './picture-statistics.ts';
import { type InputReason, READING_RULES, type ReadingName } from './readings.ts';

/** Something about a picture that keeps the model from judging it. */
export interface InputFinding {
  readonly reason: InputReason;
  readonly reading: ReadingName | 'size' | 'alignment_match' | 'alignment_shift' | 'alignment_angle';
  /** How far beyond the limit: 1 at the limit, 2 at twice its distance from the middle. */
  readonly excess: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** What people are told instead of the value and its limits. */
  readonly details?: string | undefined;
}

/** A width or height may differ by this factor from those of the training pictures, and width by height by the other. */
const SIZE_FACTOR = 1.25;
const ASPECT_FACTOR = 1.02;

/**
 * What keeps a picture from being judged, the most telling first; empty for a picture like those of the training.
 */
export function findUnusual(guard: InputGuard, picture: GuardedPicture): readonly InputFinding[] {
  const readings = guardReadings(guard, picture);
  const findings = READING_RULES.flatMap(({ name, tooLow, tooHigh }): InputFinding[] => {
    const { center, low, high } = guard.limits[name];
    const value = readings[name];
    const about = { reading: name, value, low, high };
    if (low !== null && value < low)
      return [{ ...about, reason: tooLow!, excess: (center - value) / (center - low) }];
    if (high !== null && value > high)
      return [{ ...about, reason: tooHigh!, excess: (value - center) / (high - center) }];
    return [];
  });
  return [...sizeFinding(guard.size, picture.statistics), ...mostTellingFirst(findings)];
}

/**
 * By excess; but where neither the picture as a whole nor its patches fit, the product is another one or is missing,
 * and what else is unusual follows from that.
 */
function mostTellingFirst(findings: readonly InputFinding[]): readonly InputFinding[] {
  const sorted = [...findings].sort((a, b) => b.excess - a.excess);
  const of = (...names: readonly ReadingName[]) =>
    sorted.find(({ reading }) => names.some(name => name === reading));
  const [match, distance, structure, colour] = [
    of('match'),
    of('distance'),
    of('structure'),
    of('redness', 'blueness'),
  ];
  const first = (finding: InputFinding) => [finding, ...sorted.filter(other => other !== finding)];
  if (match && distance) {
    if (structure && structure.excess >= distance.excess) return first(structure);
    // Wrong light or a large shift spoil the match, too; a product that is merely brighter or larger is less extreme.
    const [light, place] = [of('brightness', 'clipped'), of('right', 'down')];
    const misfit = Math.max(match.excess, distance.excess);
    if (place && place.excess > 2 * misfit && match.excess < 1.5) return first(place);
    if (light && light.excess > 1.5 * misfit) return first(light);
    return first(distance);
  }
  if (distance && colour && sorted[0] === colour) return first(distance);
  // Blur and darkness take coarse detail away, too; alone it says that nothing is there.
  return structure ? [...sorted.filter(other => other !== structure), structure] : sorted;
}

function sizeFinding({ width, height, aspect }: SizeRange, found: PictureStatistics): InputFinding[] {
  const ratio = found.width / found.height;
  const checks = [
    { value: found.width, low: width[0] / SIZE_FACTOR, high: width[1] * SIZE_FACTOR },
    { value: found.height, low: height[0] / SIZE_FACTOR, high: height[1] * SIZE_FACTOR },
    { value: ratio, low: aspect[0] / ASPECT_FACTOR, high: aspect[1] * ASPECT_FACTOR },
  ];
  const wrong = checks.find(({ value, low, high }) => value < low || value > high);
  if (!wrong) return [];
  const excess = Math.max(wrong.low / wrong.value, wrong.value / wrong.high);
  return [{ reason: 'wrong_resolution', reading: 'size', excess, ...wrong }];
}
