import type { ModelConfig } from '../schemas/model.ts';

/** How much of its pictures a model inspects; wire names. */
export type RoiFacts = NonNullable<ModelConfig['region_of_interest']>;

/** How many patches are inspected, in words. */
export function inspectedWords({ patches, of }: RoiFacts): string {
  const share = Math.round((100 * patches) / of);
  return `${patches.toLocaleString('en')} of ${of.toLocaleString('en')} patches (${share} %) are inspected`;
}

/** What a region of interest means for a training, in a sentence. */
export function roiNote(facts: RoiFacts): string {
  return `Region of interest: ${inspectedWords(facts)}; nothing outside of it is learned or judged.`;
}
