import { InspectError } from '../errors.ts';
import { wholeInPlace } from '../patchcore/align-pictures.ts';
import { attachmentNames, readAttachment, type VersionContent } from '../patchcore/artifact.ts';
import type { HeldOutPicture } from '../patchcore/calibration.ts';
import { type GrownBank, type Growth, growBank, scorePictures } from '../patchcore/grow-bank.ts';
import type { MemoryBank } from '../patchcore/memory-bank.ts';
import { reindex } from '../patchcore/reindex.ts';
import type { TrainedIndex } from '../patchcore/training-index.ts';
import { keepNormalPictures } from './keep-normal-pictures.ts';
import { widenedGuardFile } from './model-guard.ts';
import type { OpenCategory } from './open-category.ts';
import type { Run } from './reporter.ts';
import { type FreshPicture, taughtImages } from './taught-pictures.ts';

/** What a model's bank takes in of taught pictures. */
export interface Grown {
  readonly grown: GrownBank;
  /** Of the taught pictures. */
  readonly heldOut: readonly HeldOutPicture[];
  readonly index: TrainedIndex | undefined;
}

/**
 * Lets a model's bank take in what is new in some pictures, and scores each of them without its own entries.
 *
 * @throws InspectError `data_invalid` when the bank covers the pictures already.
 */
export async function growModel(
  { model, extractor, options }: OpenCategory,
  fresh: readonly FreshPicture[],
  { reporter, signal }: Run,
): Promise<Grown> {
  const growth: Growth = {
    bank: model.bank,
    index: model.index,
    neighbors: model.config.neighbors,
    pictures: { count: fresh.length, read: async place => fresh[place]!.image },
    firstPicture: model.trainingImages.length,
  };
  const progress = (stage: string) => (done: number, total: number) => reporter.progress(stage, done, total);
  const growing = { ...options, signal, onProgress: progress('finding what is new') };
  const grown = await growBank(growth, extractor, growing);
  if (grown.uncovered === 0)
    throw new InspectError(
      'data_invalid',
      `The memory bank of ${model.version} covers every patch of the pictures already; there is nothing new to teach.`,
    );
  const after = { ...growth, bank: grown.bank };
  const index = model.index && (await reindex(after, extractor, growing));
  const scoring = { ...growing, onProgress: progress('calibrating') };
  return {
    grown,
    index,
    heldOut: await scorePictures({ ...after, index: index?.index }, extractor, scoring),
  };
}

/** The files of the new version: those of the old one, and what was added. */
export async function grownContent(
  { model, extractor, preprocessing, alignment }: OpenCategory,
  { fresh, grown, heldOut, index }: Grown & { readonly fresh: readonly FreshPicture[] },
  run: Run,
): Promise<VersionContent> {
  const first = model.trainingImages.length;
  const geometry = { grid: extractor.grid, map: extractor.map, preprocessing };
  const read = async (picture: number) => {
    const { image, pose } = fresh[picture - first]!;
    return wholeInPlace(image, pose, alignment?.aspect ?? 1);
  };
  const attachments: Record<string, Uint8Array> = {};
  for (const name of attachmentNames(model)) attachments[name] = (await readAttachment(model, name))!;
  return {
    bank: grown.bank,
    trainingImages: [...model.trainingImages, ...taughtImages(model.trainingImages, fresh, heldOut)],
    index: index?.index,
    attachments: {
      ...attachments,
      ...(await widenedGuardFile(model, alignment, fresh, heldOut)),
      ...(await keepNormalPictures(addedTo(model.bank, grown.bank), { read }, geometry, 1, run)),
    },
  };
}

/** The entries that a grown bank has after those of the old one. */
function addedTo(old: MemoryBank, grown: MemoryBank): MemoryBank {
  return {
    vectors: grown.vectors.subarray(old.vectors.length),
    dimensions: grown.dimensions,
    provenance: grown.provenance.subarray(old.provenance.length),
  };
}
