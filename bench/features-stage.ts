import type { LoadedBackbone } from '../src/backbones/store.ts';
import { readImage } from '../src/image/codec.ts';
import type { Image } from '../src/image/image.ts';
import { choosePatches } from '../src/patchcore/choose-patches.ts';
import { type FeatureExtractor, greySquare } from '../src/patchcore/feature-extractor.ts';
import { openFeatures } from '../src/patchcore/features.ts';
import { readAhead } from '../src/patchcore/read-ahead.ts';
import { openShrink } from '../src/patchcore/shrink.ts';
import { type BenchContext, measureInTurn, timed } from './harness.ts';
import { LAYERS, PREPROCESSING } from './patch-vectors.ts';

/** Milliseconds a picture. */
export interface FeaturesStage {
  /** In the stage of a training that turns pictures into patch vectors and their projections. */
  readonly stageMs: number;
  /** Of the backbone alone. */
  readonly aloneMs: number;
}

/** Pictures of one turn; the stage's first is not counted, as it opens the projection. */
const TURN = 16;

/**
 * Measures the stage of a training that computes features, and the backbone alone, in turn and in one process, so that a
 * machine that is slow for a while slows both. The pictures are small already, as training keeps them from its check.
 *
 * @param paths of `TURN` pictures or more
 */
export async function measureFeaturesStage(
  backbone: LoadedBackbone,
  paths: readonly string[],
  { options, seed }: Pick<BenchContext, 'options' | 'seed'>,
): Promise<FeaturesStage> {
  const pictures = await smallPictures(paths.slice(0, TURN), options);
  const extractor = await openFeatures(backbone, { layers: LAYERS, preprocessing: PREPROCESSING }, options);
  try {
    const grey = greySquare(PREPROCESSING.imageSize);
    const alone = async () => {
      for (let picture = 1; picture < TURN; picture++) await extractor.extract(grey);
    };
    const [stage, network] = await measureInTurn(
      [() => stageMs(pictures, extractor, { options, seed }), () => timed(alone)],
      { warmUps: 2, runs: 12, budgetMs: 12_000 },
    );
    return { stageMs: stage!.medianMs / (TURN - 1), aloneMs: network!.medianMs / (TURN - 1) };
  } finally {
    await extractor.close();
  }
}

/** From the first picture's end to the last one's. The memory bank is one patch, so that nothing else takes long. */
async function stageMs(
  pictures: readonly Image[],
  extractor: FeatureExtractor,
  { options, seed }: Pick<BenchContext, 'options' | 'seed'>,
): Promise<number> {
  const ends: number[] = [];
  const run = {
    ...options,
    rememberBytes: Number.POSITIVE_INFINITY,
    onProgress: (stage: string) => {
      if (stage === 'features') ends.push(performance.now());
    },
  };
  const source = { count: pictures.length, read: async (index: number) => pictures[index]! };
  const extract = (image: Image) => extractor.extract(image);
  await choosePatches(
    readAhead(source, extract, run),
    extractor,
    { coresetRatio: 1, maxEntries: 1, seed },
    run,
  );
  return ends.at(-1)! - ends[0]!;
}

async function smallPictures(paths: readonly string[], options: BenchContext['options']) {
  const shrink = await openShrink(PREPROCESSING, options);
  try {
    const pictures: Image[] = [];
    for (const path of paths) pictures.push(await shrink.shrink(await readImage(path)));
    return pictures;
  } finally {
    await shrink.close();
  }
}
