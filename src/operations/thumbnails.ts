import { readBlob } from '../history/blobs.ts';
import { makeThumbnail } from '../image/codec.ts';
import { openTurns } from './turns.ts';

/** Small pictures of what was inspected. */
export interface Thumbnails {
  /**
   * A small WebP of a kept picture, as wide and high as `sidePx` at most.
   *
   * @throws InspectError `data_not_found` when the picture is not kept, `data_invalid` when its file was altered,
   * `image_unreadable`, `overloaded` when too many wait.
   */
  of(picture: { readonly sha256: string; readonly name: string }, sidePx: number): Promise<Uint8Array>;
}

export interface ThumbnailLimits {
  /** Bytes of small pictures that stay in memory; the ones that were not asked for longest go first. */
  readonly keptBytes: number;
  /** How many are made at once: each takes a thread that files are read by, too. */
  readonly atOnce: number;
  /** How many may wait for that. */
  readonly waiting: number;
}

const LIMITS: ThumbnailLimits = { keptBytes: 64e6, atOnce: 2, waiting: 500 };

/**
 * Makes small pictures of the pictures among the blobs and keeps those that were made last in memory. Decoding goes on
 * in another thread; the pictures have been decoded before, in the process that inspected them.
 *
 * @param blobs the folder of the blobs
 */
export function openThumbnails(blobs: string, limits: Partial<ThumbnailLimits> = {}): Thumbnails {
  const { keptBytes, atOnce, waiting } = { ...LIMITS, ...limits };
  const kept = new Map<string, Uint8Array>();
  const making = new Map<string, Promise<Uint8Array>>();
  const inTurn = openTurns({ atOnce, waiting, of: 'small pictures' });
  let bytes = 0;

  const keep = (key: string, small: Uint8Array) => {
    if (kept.has(key)) bytes -= small.byteLength;
    kept.delete(key);
    kept.set(key, small);
    bytes += small.byteLength;
    for (const [oldest, { byteLength }] of kept) {
      if (bytes <= keptBytes) return;
      kept.delete(oldest);
      bytes -= byteLength;
    }
  };

  const make = ({ sha256, name }: { readonly sha256: string; readonly name: string }, sidePx: number) =>
    inTurn(async () => makeThumbnail(await readBlob(blobs, sha256), name, sidePx));

  return {
    async of(picture, sidePx) {
      const key = `${picture.sha256}/${sidePx}`;
      const known = kept.get(key);
      if (known) {
        keep(key, known);
        return known;
      }
      const made = making.get(key) ?? make(picture, sidePx).finally(() => making.delete(key));
      making.set(key, made);
      const small = await made;
      keep(key, small);
      return small;
    },
  };
}
