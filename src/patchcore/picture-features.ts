import type { Image } from '../image/image.ts';
import { type Aligner, alignedFeatures } from './align-pictures.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import { gatherRows } from './matrix-rows.ts';
import { patchesShown } from './patches-inside.ts';
import { inTiles } from './tiled-features.ts';
import type { Tiling } from './tiling.ts';

/** How whole pictures are seen. */
export interface PictureView {
  readonly tiling?: Tiling | undefined;
  /** Where pictures are aligned; stays the caller's. */
  readonly aligner?: Aligner | undefined;
  /** Numbers of the patches in the region of interest, ascending; all when left out. */
  readonly inside?: Int32Array | undefined;
}

/**
 * Features of whole pictures as a model sees them: tiles put together, the part brought to its place, and the patches
 * outside of the region of interest left out.
 *
 * @param features of one tile, where there are tiles; closed with the result
 */
export function pictureFeatures(
  features: FeatureExtractor,
  { tiling, aligner, inside }: PictureView,
): FeatureExtractor {
  // Where a picture was moved, a patch of any tile may stand in for one that lies beyond its edge.
  const needed = aligner ? undefined : inside;
  return insideOnly(alignedFeatures(inTiles(features, tiling, needed), aligner), inside);
}

/** The features of some patches only, in the order of the grid. */
function insideOnly(features: FeatureExtractor, inside: Int32Array | undefined): FeatureExtractor {
  if (inside === undefined) return features;
  const { dimensions } = features;
  async function* strips(image: Image): AsyncGenerator<Float32Array> {
    const aligned = await features.align?.(image);
    const pieces = features.strips?.(image) ?? [await features.extract(image)];
    const chosen = chosenPatches(pieces, inside!, dimensions);
    yield* aligned?.inside ? seenOnly(chosen, inside!, patchesShown(aligned.inside), dimensions) : chosen;
  }
  return {
    ...features,
    inside,
    ...(features.strips && { strips }),
    async extract(image) {
      const all = new Float32Array(inside.length * dimensions);
      let at = 0;
      for await (const strip of strips(image)) {
        all.set(strip, at);
        at += strip.length;
      }
      return all;
    },
  };
}

/** The vectors of the patches inside, in the pieces that all of them come in; pieces without any are left out. */
async function* chosenPatches(
  pieces: AsyncIterable<Float32Array> | Iterable<Float32Array>,
  inside: Int32Array,
  dimensions: number,
): AsyncGenerator<Float32Array> {
  let [first, taken] = [0, 0];
  for await (const piece of pieces) {
    const end = first + piece.length / dimensions;
    let next = taken;
    while (next < inside.length && inside[next]! < end) next++;
    const rows = Array.from(inside.subarray(taken, next), patch => patch - first);
    if (next > taken) yield gatherRows(piece, dimensions, rows);
    [first, taken] = [end, next];
  }
}

/**
 * What an alignment moved out of sight says nothing of its own: it takes the vector of a patch before it that is seen,
 * else of the first one, as its stand-in may lie outside. Where none is seen, all stay as they are, and hardly pass.
 */
async function* seenOnly(
  pieces: AsyncIterable<Float32Array>,
  inside: Int32Array,
  shown: Uint8Array,
  dimensions: number,
): AsyncGenerator<Float32Array> {
  let waiting: Float32Array[] = [];
  let last: Float32Array | null = null;
  let taken = 0;
  for await (const piece of pieces) {
    waiting.push(piece);
    for (let at = 0; at < piece.length; at += dimensions, taken++) {
      if (shown[inside[taken]!] === 0) {
        if (last) piece.set(last, at);
        continue;
      }
      const vector = piece.slice(at, at + dimensions);
      if (last === null)
        for (const early of waiting)
          for (let to = 0; to < (early === piece ? at : early.length); to += dimensions)
            early.set(vector, to);
      last = vector;
    }
    if (last === null) continue;
    yield* waiting;
    waiting = [];
  }
  yield* waiting;
}
