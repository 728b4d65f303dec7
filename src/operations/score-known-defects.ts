import type { ApproximateIndex } from '../patchcore/approximate-index.ts';
import { scorePictures } from '../patchcore/grow-bank.ts';
import type { MemoryBank } from '../patchcore/memory-bank.ts';
import type { KnownDefect } from '../patchcore/recalibrate.ts';
import type { OpenCategory } from './open-category.ts';
import { readRegressionPicture, readRegressionSet } from './regression-set.ts';
import type { Run } from './reporter.ts';

/** A category as it is, and the bank that it is to have. */
interface Change {
  readonly opened: OpenCategory;
  /** The category's model folder. */
  readonly folder: string;
  readonly bank: MemoryBank;
  readonly index?: ApproximateIndex | undefined;
}

/** Scores the known defects of the regression set by another bank, beside the verdicts that they have now. */
export async function scoreKnownDefects(
  { opened, folder, bank, index }: Change,
  { reporter, signal }: Run,
): Promise<readonly KnownDefect[]> {
  const set = (await readRegressionSet(folder)).filter(({ label }) => label === 'defect');
  if (set.length === 0) return [];
  const read = async (place: number) => {
    const picture = set[place]!;
    return opened.read({ name: picture.name, bytes: await readRegressionPicture(folder, picture) });
  };
  const { extractor, options, model } = opened;
  const growth = { bank, index, neighbors: model.config.neighbors, pictures: { count: set.length, read } };
  // No entry has a number this high, so none is left out.
  const firstPicture = Number.MAX_SAFE_INTEGER - set.length;
  const onProgress = (done: number, total: number) => reporter.progress('known defects', done, total);
  const scores = await scorePictures({ ...growth, firstPicture }, extractor, {
    ...options,
    signal,
    onProgress,
  });
  const defects: KnownDefect[] = [];
  for (const [place, { score }] of scores.entries())
    defects.push({ before: (await opened.detect(await read(place))).decision, score });
  return defects;
}
