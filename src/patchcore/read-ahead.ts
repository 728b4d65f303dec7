import type { Image } from '../image/image.ts';
import type { TrainingRun } from './training-run.ts';

/** Patch vectors of the training pictures, computed when asked for and remembered while there is room. */
export interface ReadAhead {
  readonly count: number;
  /** @returns patches `[patches, dimensions]` of one picture */
  patches(picture: number): Promise<Float32Array>;
}

const AHEAD = 3;

/**
 * Decodes a few pictures ahead of the one that is computed, and keeps patch vectors up to `rememberBytes`, so that a
 * second pass costs nothing where memory allows and the same result where it does not.
 */
export function readAhead(
  pictures: { readonly count: number; read(index: number): Promise<Image> },
  extract: (image: Image) => Promise<Float32Array>,
  { rememberBytes, decodeAhead = AHEAD }: Pick<TrainingRun, 'rememberBytes' | 'decodeAhead'>,
): ReadAhead {
  const remembered = new Map<number, Float32Array>();
  const decoding = new Map<number, Promise<Image>>();
  let rememberedBytes = 0;

  const decode = (picture: number) => {
    const started = decoding.get(picture) ?? pictures.read(picture);
    started.catch(() => undefined); // reported when the picture's turn comes
    decoding.set(picture, started);
    return started;
  };

  return {
    count: pictures.count,
    async patches(picture) {
      const known = remembered.get(picture);
      if (known) return known;
      const last = Math.min(picture + decodeAhead, pictures.count - 1);
      for (let next = picture + 1; next <= last; next++) if (!remembered.has(next)) decode(next);
      const image = await decode(picture);
      decoding.delete(picture);
      const patches = await extract(image);
      if (rememberedBytes + patches.byteLength <= rememberBytes) {
        remembered.set(picture, patches);
        rememberedBytes += patches.byteLength;
      }
      return patches;
    },
  };
}
