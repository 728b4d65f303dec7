import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { entriesToKeep } from '../patchcore/choose-patches.ts';
import { type FeatureExtractor, patchCount } from '../patchcore/feature-extractor.ts';
import type { CheckedPictures } from './training-pictures.ts';

/**
 * Refuses a training set that holds too little: leave-one-picture-out needs two different pictures.
 *
 * @throws InspectError `data_invalid`.
 */
export function checkPictureCount(found: number, folder: string, kind = 'usable'): void {
  if (found >= 2) return;
  throw new InspectError(
    'data_invalid',
    `Found ${found} ${kind} ${found === 1 ? 'picture' : 'pictures'} in ${folder}; at least 2 different good pictures are needed, and 30 or more are advised.`,
  );
}

/** A sentence about pictures that are left out because they are byte for byte the same as others; or null. */
export function copiesNote({
  pictures,
  copies,
}: Pick<CheckedPictures, 'pictures' | 'copies'>): string | null {
  if (copies.length === 0) return null;
  const all = pictures.length + copies.length;
  return copies.length === 1
    ? `1 of ${all} pictures is a copy of another one and is left out: ${copies[0]!.path} is ${copies[0]!.of}.`
    : `${copies.length} of ${all} pictures are copies of another one and are left out.`;
}

/**
 * Refuses a memory bank that would be smaller than a neighbourhood.
 *
 * @throws InspectError `invalid_argument`.
 */
export function checkBankSize(
  { coresetRatio, maxBankEntries, neighbors }: BankOptions,
  extractor: Pick<FeatureExtractor, 'grid' | 'inside'>,
  pictures: number,
): void {
  const patches = pictures * patchCount(extractor);
  const entries = entriesToKeep(patches, { coresetRatio, maxEntries: maxBankEntries });
  const least = Math.max(2, neighbors);
  if (entries >= least) return;
  throw new InspectError(
    'invalid_argument',
    `With --coreset-ratio ${coresetRatio} and --max-bank-entries ${maxBankEntries} the memory bank would keep ${Math.floor(Math.min(patches * coresetRatio, maxBankEntries))} of ${patches} patches; at least ${least} are needed (--neighbors ${neighbors}). Choose larger ones or a larger --image-size${extractor.inside ? ', draw the region of interest larger' : ''}, or add pictures.`,
  );
}

type BankOptions = Pick<Config, 'coresetRatio' | 'maxBankEntries' | 'neighbors'>;
