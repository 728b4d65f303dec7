import { type ApproximateIndex, buildIndex } from './approximate-index.ts';
import { openApproximateNearest } from './approximate-nearest.ts';
import { openFullNearest } from './full-nearest.ts';
import { bankEntries, type MemoryBank } from './memory-bank.ts';
import type { ReadAhead } from './read-ahead.ts';
import { measureRecall } from './recall.ts';
import type { TrainingRun, TrainingSettings } from './training-run.ts';

/** An approximate index with what was measured of it. */
export interface TrainedIndex {
  readonly index: ApproximateIndex;
  /** Share of held-out patches for which it found an entry as near as the nearest. */
  readonly recall: number;
  /** Patches that this was measured on. */
  readonly patches: number;
}

/** Entries from which an index is worth its file: below, the exact search takes less than about 0.1 s a picture. */
export const INDEX_PAYS = 50_000;
/** Held-out pictures that the recall is measured on, spread over the training set. */
const RECALL_PICTURES = 8;

/** The index of a bank, where one was asked for and pays. */
export async function indexFor(
  bank: MemoryBank,
  { index, indexPays = INDEX_PAYS }: TrainingSettings,
  run: TrainingRun,
): Promise<ApproximateIndex | undefined> {
  if (index !== 'approximate' || bankEntries(bank) < indexPays) return undefined;
  return buildIndex(bank, { ...run, onProgress: (done, total) => run.onProgress?.('index', done, total) });
}

/** Measures what an index finds of what the exact search finds, on training pictures that are held out in turn. */
export async function recallOf(
  source: ReadAhead,
  bank: MemoryBank,
  index: ApproximateIndex,
  run: TrainingRun,
): Promise<TrainedIndex> {
  const approximate = await openApproximateNearest(bank, index, run);
  const exact = await openFullNearest(bank, run);
  try {
    return { index, ...(await measureRecall(approximate, exact, someHeldOut(source))) };
  } finally {
    await approximate.close();
    await exact.close();
  }
}

async function* someHeldOut(source: ReadAhead) {
  const step = Math.max(1, Math.floor(source.count / RECALL_PICTURES));
  for (let picture = 0; picture < source.count; picture += step)
    yield { picture, patches: await source.patches(picture) };
}
