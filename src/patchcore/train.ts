import { InspectError, throwIfCancelled } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { type Calibration, calibrate, type HeldOutPicture } from './calibration.ts';
import { choosePatches } from './choose-patches.ts';
import { type FeatureExtractor, patchNumber } from './feature-extractor.ts';
import { chooseHeldOut } from './held-out-pictures.ts';
import { type MemoryBank, NO_PICTURE, UNREACHABLE } from './memory-bank.ts';
import { gridPlace } from './patch-place.ts';
import { mapMaximum, openPictureSearch, type PictureSearch } from './picture-search.ts';
import { type ReadAhead, readAhead } from './read-ahead.ts';
import { indexFor, recallOf, type TrainedIndex } from './training-index.ts';
import type { TrainingRun, TrainingSettings } from './training-run.ts';
import { typicalDistance } from './typical-distance.ts';

export interface Training {
  readonly bank: MemoryBank;
  readonly calibration: Calibration;
  /** Scores in the order of the pictures: each without its own entries, which a picture kept out has none of. */
  readonly heldOut: readonly HeldOutPicture[];
  /** Pictures that took no part in the bank (split calibration), ascending. */
  readonly keptOut: readonly number[];
  /** All patches seen. */
  readonly patches: number;
  /** Where one was asked for and the bank is large enough. */
  readonly index?: TrainedIndex | undefined;
}

/**
 * Trains PatchCore on good parts.
 *
 * @param pictures decoded on demand, `count` of them; the same index gives the same picture every time
 */
export async function train(
  pictures: PictureSource,
  extractor: FeatureExtractor,
  settings: TrainingSettings,
  run: TrainingRun,
): Promise<Training> {
  const { inBank, keptOut } = chooseHeldOut(pictures.count, settings.calibration, settings.seed);
  const extract = (image: Image) => extractor.extract(image);
  const source = readAhead(some(pictures, inBank), extract, run);
  // 1. and 2. The patches that the memory bank keeps, and how many there are in all.
  const { chosen, patches } = await choosePatches(source, extractor, settings, run);
  // 3. The memory bank M: the full vectors of the chosen patches, with the place each came from.
  const bank = await gatherBank(source, chosen, patches / source.count, extractor, run);
  // 4. Every picture's score against the bank without its own entries, found the way inspections will find it.
  const built = await indexFor(bank, settings, run);
  const { grid, map, inside } = extractor;
  const shape = { grid, map, inside, neighbors: settings.neighbors, index: built };
  const search = await openPictureSearch(pictures.count, bank, shape, run);
  try {
    const outside = readAhead(some(pictures, keptOut), extract, { ...run, rememberBytes: 0 });
    const ofBank = await heldOutScores(source, search, run, { without: 'own', done: 0, all: pictures.count });
    const ofOthers = await heldOutScores(outside, search, run, {
      without: 'none',
      done: inBank.length,
      all: pictures.count,
    });
    const index = built && (await recallOf(source, bank, built, run));
    const calibration = calibrate(keptOut.length > 0 ? ofOthers : ofBank, settings.calibration);
    const heldOut = inOrder(pictures.count, [inBank, ofBank], [keptOut, ofOthers]);
    return { bank: renumbered(bank, inBank), heldOut, keptOut, patches, calibration, index };
  } finally {
    await search.close();
  }
}

/** Pictures by index, decoded when asked for. */
export interface PictureSource {
  readonly count: number;
  read(index: number): Promise<Image>;
}

async function gatherBank(
  source: ReadAhead,
  chosen: Int32Array,
  perPicture: number,
  extractor: FeatureExtractor,
  { signal, onProgress }: TrainingRun,
): Promise<MemoryBank> {
  const { dimensions, grid } = extractor;
  const vectors = new Float32Array(chosen.length * dimensions);
  const provenance = new Int32Array(chosen.length * 3);
  const byPicture = Array.from({ length: source.count }, (): number[] => []);
  for (const [entry, patch] of chosen.entries()) byPicture[Math.floor(patch / perPicture)]!.push(entry);
  for (const [picture, entries] of byPicture.entries()) {
    throwIfCancelled(signal);
    const patches = entries.length === 0 ? new Float32Array(0) : await source.patches(picture);
    for (const entry of entries) {
      const patch = chosen[entry]! % perPicture;
      vectors.set(patches.subarray(patch * dimensions, (patch + 1) * dimensions), entry * dimensions);
      const { row, column } = gridPlace(patchNumber(extractor, patch), grid);
      provenance.set([picture, row, column], entry * 3);
    }
    onProgress?.('bank', picture + 1, source.count);
  }
  return { vectors, dimensions, provenance };
}

interface Scoring {
  /** Whose entries take no part: those of the picture itself, or nobody's. */
  readonly without: 'own' | 'none';
  /** Pictures that were scored before, and that there are in all; for the progress. */
  readonly done: number;
  readonly all: number;
}

async function heldOutScores(
  source: ReadAhead,
  search: PictureSearch,
  run: TrainingRun,
  { without, done, all }: Scoring,
): Promise<readonly HeldOutPicture[]> {
  const heldOut: HeldOutPicture[] = [];
  for (let picture = 0; picture < source.count; picture++) {
    throwIfCancelled(run.signal);
    const excluded = without === 'own' ? picture : NO_PICTURE;
    const { score, map, worst, distances } = await search.search([await source.patches(picture)], excluded);
    if (worst.distance >= UNREACHABLE / 2) throw onlyCopies();
    heldOut.push({
      score,
      mapMaximum: mapMaximum(map),
      typicalDistance: typicalDistance(distances),
    });
    run.onProgress?.('calibration', done + picture + 1, all);
  }
  if (source.count > 0 && heldOut.every(({ score }) => score === 0)) throw onlyCopies();
  return heldOut;
}

function some(pictures: PictureSource, chosen: readonly number[]): PictureSource {
  return { count: chosen.length, read: index => pictures.read(chosen[index]!) };
}

type Scored = readonly [pictures: readonly number[], scores: readonly HeldOutPicture[]];

function inOrder(count: number, ...parts: readonly Scored[]): readonly HeldOutPicture[] {
  const ordered = new Array<HeldOutPicture>(count);
  for (const [pictures, scores] of parts)
    for (const [place, picture] of pictures.entries()) ordered[picture] = scores[place]!;
  return ordered;
}

/** The bank with the numbers that its pictures have among all training pictures. */
function renumbered(bank: MemoryBank, pictures: readonly number[]): MemoryBank {
  const provenance = bank.provenance.map((value, place) => (place % 3 === 0 ? pictures[value]! : value));
  return { ...bank, provenance };
}

function onlyCopies(): InspectError {
  return new InspectError(
    'data_invalid',
    'Held out, a training picture finds only itself or nothing to be compared with: the training pictures are copies of each other, or the coreset ratio keeps too few patches of so few pictures. Add different good pictures, or raise --coreset-ratio.',
  );
}
