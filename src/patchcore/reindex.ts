import { type ApproximateIndex, buildIndex } from './approximate-index.ts';
import { openApproximateNearest } from './approximate-nearest.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import { openFullNearest } from './full-nearest.ts';
import type { Growth, GrowthRun } from './grow-bank.ts';
import { measureRecall } from './recall.ts';
import type { TrainedIndex } from './training-index.ts';

/** Builds the index of a grown bank anew and measures it on the pictures that the bank grew by, each held out in turn. */
export async function reindex(
  growth: Growth,
  extractor: FeatureExtractor,
  run: GrowthRun,
): Promise<TrainedIndex> {
  const { onProgress: _, ...quiet } = run;
  const index: ApproximateIndex = await buildIndex(growth.bank, quiet);
  const approximate = await openApproximateNearest(growth.bank, index, run);
  const exact = await openFullNearest(growth.bank, run);
  async function* heldOut() {
    for (let picture = 0; picture < growth.pictures.count; picture++) {
      const patches = await extractor.extract(await growth.pictures.read(picture));
      yield { picture: growth.firstPicture + picture, patches };
    }
  }
  try {
    return { index, ...(await measureRecall(approximate, exact, heldOut())) };
  } finally {
    await approximate.close();
    await exact.close();
  }
}
