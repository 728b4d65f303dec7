import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { GoodPictures } from '../evaluation/dataset.ts';
import { readImage } from '../image/codec.ts';
import type { FeatureExtractor } from '../patchcore/feature-extractor.ts';
import type { Preprocessing } from '../patchcore/preprocess.ts';
import { strideOf } from '../patchcore/tiled-features.ts';
import { planTiling, type Tiling } from '../patchcore/tiling.ts';
import type { ModelConfig } from '../schemas/model.ts';

/** The preprocessing that a configuration asks for; of one tile, where there are tiles. */
export function preprocessingOf({ imageSize, centerCrop, letterbox, tile }: Config): Preprocessing {
  return { imageSize: tile ?? imageSize, centerCrop, letterbox };
}

/**
 * The tiles that a configuration asks for over pictures of the size of the first one that can be read; undefined when it
 * asks for none, or none can be read.
 *
 * @param extractor features of one tile
 * @throws InspectError `invalid_argument` when a tile is larger than the picture, `backbone_invalid`.
 */
export async function tilingOf(
  { tile, tileOverlap }: Config,
  { folder, names }: GoodPictures,
  extractor: Pick<FeatureExtractor, 'grid'>,
): Promise<Tiling | undefined> {
  if (tile === null) return undefined;
  const stride = strideOf(extractor, tile);
  for (const name of names) {
    const picture = await readImage(join(folder, name)).catch(() => null); // told when all are checked
    if (picture) return planTiling(tile, tileOverlap, picture, stride);
  }
  return undefined;
}

/** The preprocessing that a model was trained with. */
export function preprocessingOfModel({ preprocessing }: Pick<ModelConfig, 'preprocessing'>): Preprocessing {
  const { image_size: imageSize, center_crop: centerCrop, letterbox, tiling } = preprocessing;
  if (!tiling) return { imageSize, centerCrop, letterbox };
  const { map_step: mapStep, ...tiles } = tiling;
  return { imageSize, centerCrop, letterbox, tiling: { ...tiles, mapStep } };
}
