import { decodeImage, encodeJpeg } from '../image/codec.ts';
import { keepBoxes } from '../image/crop.ts';
import type { Image } from '../image/image.ts';
import { readAttachment, type StoredModel } from './artifact.ts';
import type { MemoryBank } from './memory-bank.ts';
import { bankEntries } from './memory-bank.ts';
import { type GridPlace, type PatchGeometry, surroundings, wholePixels } from './patch-place.ts';
import type { Extents } from './tiling.ts';

/** Longer side of a kept picture in pixels, at most; pictures seen in tiles keep their scale. */
const LONGEST_SIDE = 512;
/** The longest side that is written as JPEG. */
const JPEG_LIMIT = 65_500;

/** The model file that holds what is kept of a training picture. */
export function normalPictureName(picture: number): string {
  return `normal/${String(picture).padStart(5, '0')}.jpg`;
}

/** The same of a model that is there, or null where it keeps nothing of the picture; once it was WebP that was kept. */
export function keptPictureName(
  { files }: Pick<StoredModel['config'], 'files'>,
  picture: number,
): string | null {
  const name = normalPictureName(picture);
  return [name, name.replace('.jpg', '.webp')].find(each => Object.hasOwn(files, each)) ?? null;
}

/** The places in the patch grid that a bank's entries came from, by training picture. */
export function placesByPicture(
  bank: Pick<MemoryBank, 'vectors' | 'dimensions' | 'provenance'>,
): ReadonlyMap<number, readonly GridPlace[]> {
  const places = new Map<number, GridPlace[]>();
  for (let entry = 0; entry < bankEntries(bank); entry++) {
    const [picture, row, column] = bank.provenance.subarray(3 * entry);
    const known = places.get(picture!) ?? [];
    known.push({ row: row!, column: column! });
    places.set(picture!, known);
  }
  return places;
}

/**
 * What is kept of a training picture to be shown as evidence when the picture itself is gone, as JPEG: the whole picture
 * made small, or, where tiles are seen at native scale, the surroundings of the patches that are in the bank.
 */
export async function encodeNormalPicture(
  image: Image,
  places: readonly GridPlace[],
  geometry: PatchGeometry,
): Promise<Uint8Array> {
  if (!geometry.preprocessing.tiling) return encodeWholePicture(image);
  const boxes = places.map(place => wholePixels(surroundings(place, geometry, image), image));
  return encodeJpeg(keepBoxes(image, boxes), keptSize(image, true));
}

/** What is kept of a training picture that is not seen in tiles: the same whatever the bank holds of it. */
export function encodeWholePicture(image: Image): Promise<Uint8Array> {
  return encodeJpeg(image, keptSize(image, false));
}

/** How large what is kept of a training picture is, in pixels. */
export function keptSize({ width, height }: Extents, inTiles: boolean): Extents {
  const scale = Math.min(1, (inTiles ? JPEG_LIMIT : LONGEST_SIDE) / Math.max(width, height));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}

/**
 * What a model has kept of a training picture; null for models that keep none.
 *
 * @throws InspectError `model_damaged`.
 */
export async function readNormalPicture(
  model: Pick<StoredModel, 'folder' | 'config'>,
  picture: number,
): Promise<Image | null> {
  const name = keptPictureName(model.config, picture);
  const bytes = name && (await readAttachment(model, name));
  return bytes ? decodeImage(bytes, `${model.folder}/${name}`) : null;
}
