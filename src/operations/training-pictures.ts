import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { greyPicture } from '../alignment/grey-picture.ts';
import { InspectError, throwIfCancelled } from '../errors.ts';
import type { GoodPictures } from '../evaluation/dataset.ts';
import { sha256 } from '../files.ts';
import { type PictureStatistics, pictureStatistics } from '../guard/picture-statistics.ts';
import { decodeImage, readImage } from '../image/codec.ts';
import type { Image } from '../image/image.ts';
import type { PictureSource } from '../patchcore/train.ts';
import type { Run } from './reporter.ts';

/** A training picture that has been read once: it can be decoded. */
export interface CheckedPicture {
  /** Relative to the folder of good pictures, with forward slashes. */
  readonly name: string;
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
}

export interface CheckedPictures {
  /** Pictures that differ from one another, of copies the first. */
  readonly pictures: readonly CheckedPicture[];
  /** Pictures that are left out because their file is byte for byte that of another one. */
  readonly copies: readonly { readonly path: string; readonly of: string }[];
  /** Pictures that cannot be decoded, with the reason. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** What is kept of the pictures while they are checked, so that they need not be decoded again. */
export interface Keeping {
  /** Makes a picture as small as the network sees it. */
  readonly shrink: (image: Image) => Promise<Image>;
  /** Encodes what a model keeps of a picture as evidence, where that does not depend on the memory bank. */
  readonly encode?: ((image: Image) => Promise<Uint8Array>) | undefined;
  /** Bytes of small pictures and of encoded ones that may be kept. */
  readonly keepBytes: number;
  /** Pictures that are decoded at once. */
  readonly atOnce: number;
  /** Whether the pictures are to be aligned, for which they are kept in grey. */
  readonly align?: boolean | undefined;
}

/** Checked pictures, with the small ones that were kept and what all are like as photographs, by name. */
export interface ReadPictures extends CheckedPictures {
  readonly statistics: ReadonlyMap<string, PictureStatistics>;
  readonly kept: ReadonlyMap<string, Image>;
  /** What the model will keep of those pictures; none where `encode` is not given. */
  readonly encoded: ReadonlyMap<string, Uint8Array>;
  /** Grey pictures to be aligned by; none where they are not to be aligned. */
  readonly greys: ReadonlyMap<string, Uint8Array>;
}

const NAMED = 5;

/**
 * Reads every training picture once, so that all bad ones are known before anything is computed, and keeps the small
 * pictures as far as there is room.
 *
 * @throws InspectError `data_invalid` that names the bad pictures, unless they may be skipped.
 */
export async function checkTrainingPictures(
  { folder, names }: GoodPictures,
  skipBad: boolean,
  keeping: Keeping,
  { reporter, signal }: Run,
): Promise<ReadPictures> {
  const firsts = new Map<string, CheckedPicture>();
  const kept = new Map<string, Image>();
  const encoded = new Map<string, Uint8Array>();
  const statistics = new Map<string, PictureStatistics>();
  const greys = new Map<string, Uint8Array>();
  const copies: CheckedPictures['copies'][number][] = [];
  const skipped: CheckedPictures['skipped'][number][] = [];
  let room = keeping.keepBytes;
  let done = 0;
  // What there is no room to keep is encoded when it is known to be needed.
  const read = (name: string) =>
    readOne(folder, name, room > 0 ? keeping : { shrink: keeping.shrink }, hash => firsts.has(hash));
  for await (const result of inOrder(names, keeping.atOnce, read)) {
    throwIfCancelled(signal);
    const path = names[done++]!;
    reporter.progress('checking pictures', done, names.length);
    if (result instanceof InspectError) {
      skipped.push({ path, reason: result.message });
      continue;
    }
    const first = firsts.get(result.sha256);
    if (first || !result.seen) {
      copies.push({ path, of: first!.name });
      continue;
    }
    const { picture, small, measured, whole } = result.seen;
    firsts.set(picture.sha256, picture);
    statistics.set(path, measured);
    if (keeping.align) greys.set(path, greyPicture(small));
    const bytes = small.data.byteLength + (whole?.byteLength ?? 0);
    if (bytes > room) {
      room = 0;
      continue;
    }
    kept.set(path, small);
    if (whole) encoded.set(path, whole);
    room -= bytes;
  }
  if (skipped.length > 0 && !skipBad) throw badPictures(folder, skipped, names.length);
  return { pictures: [...firsts.values()], copies, skipped, kept, encoded, statistics, greys };
}

/** The pictures as training reads them: as they were kept, or from their files. */
export function picturesOf(
  { folder }: GoodPictures,
  { pictures, kept }: Pick<ReadPictures, 'pictures' | 'kept'>,
): PictureSource {
  return {
    count: pictures.length,
    async read(index) {
      const { name } = pictures[index]!;
      return kept.get(name) ?? readImage(join(folder, name));
    },
  };
}

/** Results in the order of the items, while the next `atOnce - 1` are worked on. */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  for (const item of items) {
    const started = work(item);
    started.catch(() => undefined); // reported when its turn comes
    running.push(started);
    if (running.length >= atOnce) yield running.shift()!;
  }
  yield* running;
}

/** One picture, or only its hash where `isKnown` says that a copy was read before. */
async function readOne(
  folder: string,
  name: string,
  { shrink, encode }: Pick<Keeping, 'shrink' | 'encode'>,
  isKnown: (sha256: string) => boolean,
) {
  const path = join(folder, name);
  try {
    const bytes = await readFile(path).catch(cause => {
      throw new InspectError('image_unreadable', `${path} cannot be read (${cause.code}).`, { cause });
    });
    const hash = sha256(bytes);
    if (isKnown(hash)) return { sha256: hash };
    const image = await decodeImage(bytes, path);
    const { width, height } = image;
    const picture = { name, sha256: hash, width, height };
    const [small, whole] = await Promise.all([shrink(image), encode?.(image)]);
    return { sha256: hash, seen: { picture, measured: pictureStatistics(image), small, whole } };
  } catch (cause) {
    if (cause instanceof InspectError) return cause;
    throw cause;
  }
}

function badPictures(folder: string, bad: CheckedPictures['skipped'], total: number): InspectError {
  const list = bad
    .slice(0, NAMED)
    .map(({ path }) => path)
    .join(', ');
  const more = bad.length > NAMED ? ` and ${bad.length - NAMED} more` : '';
  return new InspectError(
    'data_invalid',
    `${bad.length} of ${total} pictures in ${folder} cannot be read: ${list}${more}. First reason: ${bad[0]!.reason} Repair or remove them, or train without them with --skip-bad.`,
  );
}
