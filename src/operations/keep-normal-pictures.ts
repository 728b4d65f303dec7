import { throwIfCancelled } from '../errors.ts';
import type { MemoryBank } from '../patchcore/memory-bank.ts';
import { encodeNormalPicture, normalPictureName, placesByPicture } from '../patchcore/normal-picture.ts';
import type { PatchGeometry } from '../patchcore/patch-place.ts';
import type { PictureSource } from '../patchcore/train.ts';
import type { Run } from './reporter.ts';
import { inOrder } from './training-pictures.ts';

/**
 * What a model keeps of the training pictures that its bank's entries came from, as model files by name, so that
 * evidence can be shown when the pictures themselves are gone.
 *
 * @param pictures at their full size, in the order that provenance counts them in; and what was encoded of them before
 * @param atOnce pictures that may be decoded at once
 */
export async function keepNormalPictures(
  bank: MemoryBank,
  pictures: Pick<PictureSource, 'read'> & { encoded?(picture: number): Uint8Array | undefined },
  geometry: PatchGeometry,
  atOnce: number,
  { reporter, signal }: Run,
): Promise<Readonly<Record<string, Uint8Array>>> {
  const owners = [...placesByPicture(bank)].sort(([a], [b]) => a - b);
  const files: Record<string, Uint8Array> = {};
  const encoded = inOrder(owners, atOnce, async ([picture, places]) => {
    const bytes =
      pictures.encoded?.(picture) ??
      (await encodeNormalPicture(await pictures.read(picture), places, geometry));
    return { name: normalPictureName(picture), bytes };
  });
  let done = 0;
  for await (const { name, bytes } of encoded) {
    throwIfCancelled(signal);
    files[name] = bytes;
    reporter.progress('keeping pictures', ++done, owners.length);
  }
  return files;
}
