import type { Image } from '../../src/image/image.ts';
import type { SessionOptions } from '../../src/onnx/session.ts';
import { type CalibrationKind, thresholdAt } from '../../src/patchcore/calibration.ts';
import type { FeatureExtractor } from '../../src/patchcore/feature-extractor.ts';
import { NO_PICTURE } from '../../src/patchcore/memory-bank.ts';
import { openPictureSearch, type PictureSearch } from '../../src/patchcore/picture-search.ts';
import { train } from '../../src/patchcore/train.ts';
import { below, randomFor } from '../../src/random.ts';
import type { PartVectors } from './part-vectors.ts';

export interface TrialSettings {
  readonly kind: CalibrationKind;
  /** Share of the good pictures that are trained with; the others are the new parts. */
  readonly trainedShare: number;
  /** Share of the trained ones that `split` keeps out of the bank. */
  readonly heldOutShare: number;
  readonly coresetRatio: number;
  readonly rates: readonly number[];
  readonly seed: number;
  readonly options: SessionOptions;
}

/** What one way to set a threshold has done to the new parts of one split. */
export interface Outcome {
  readonly rule: string;
  /** What it promises; null when it promises nothing. */
  readonly promised: number | null;
  readonly falseRejects: number;
  readonly good: number;
  readonly caught: number;
  readonly defects: number;
}

/** Pictures of the bank whose own scores set the threshold by the rule that is usual elsewhere. */
const IN_BANK = 20;

/**
 * Splits the good pictures at random, trains on one part with the product's own training, and inspects the other part
 * and all defects.
 */
export async function runTrial(vectors: PartVectors, settings: TrialSettings): Promise<readonly Outcome[]> {
  const { kind, options, rates } = settings;
  const { trained, fresh } = randomSplit(vectors.good, settings);
  const training = await trainOn(vectors, trained, settings);
  const { grid, map } = vectors.shape;
  const search = await openPictureSearch(1, training.bank, { grid, map, neighbors: 9 }, options);
  try {
    const good = await scoresOf(search, fresh);
    const defects = await scoresOf(search, vectors.defects);
    const outcome = (rule: string, promised: number | null, threshold: number): Outcome => {
      const above = (scores: readonly number[]) => scores.filter(score => score > threshold).length;
      return {
        rule,
        promised,
        falseRejects: above(good),
        good: good.length,
        caught: above(defects),
        defects: defects.length,
      };
    };
    const calibrated = rates.map(rate =>
      outcome(`${kind} ${100 * rate} %`, rate, thresholdAt(training.calibration.scores, rate)),
    );
    if (kind === 'split') return calibrated;
    const inBank = await scoresOf(search, trained.slice(0, IN_BANK));
    return [...calibrated, outcome('mean + 3 sigma in-bank', null, meanAndThreeDeviations(inBank))];
  } finally {
    await search.close();
  }
}

function randomSplit(pictures: readonly Float32Array[], { trainedShare, seed }: TrialSettings) {
  const random = randomFor('promise', seed);
  const shuffled = [...pictures];
  for (let place = shuffled.length - 1; place > 0; place--) {
    const other = below(random, place + 1);
    [shuffled[place], shuffled[other]] = [shuffled[other]!, shuffled[place]!];
  }
  const count = Math.round(trainedShare * shuffled.length);
  return { trained: shuffled.slice(0, count), fresh: shuffled.slice(count) };
}

function trainOn(
  { shape }: PartVectors,
  trained: readonly Float32Array[],
  { kind, heldOutShare, coresetRatio, seed, options }: TrialSettings,
) {
  // Pictures that stand for vectors that are known already.
  const images = trained.map((): Image => ({ width: 1, height: 1, data: new Uint8Array(3) }));
  const known = new Map(images.map((image, index) => [image, trained[index]!]));
  const extractor: FeatureExtractor = {
    ...shape,
    extract: async image => known.get(image)!,
    close: async () => {},
  };
  const calibration = {
    kind,
    heldOutShare,
    method: 'false_reject_rate',
    maxFalseRejectRate: 0.01,
    reviewRate: 0.05,
    sigmas: 3,
    percentile: 99,
  } as const;
  return train(
    { count: images.length, read: async index => images[index]! },
    extractor,
    { coresetRatio, neighbors: 9, seed, calibration },
    { ...options, rememberBytes: 0 },
  );
}

async function scoresOf(
  search: PictureSearch,
  pictures: readonly Float32Array[],
): Promise<readonly number[]> {
  const scores: number[] = [];
  for (const patches of pictures) scores.push((await search.search([patches], NO_PICTURE)).score);
  return scores;
}

function meanAndThreeDeviations(scores: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const centre = mean(scores);
  return centre + 3 * Math.sqrt(mean(scores.map(score => (score - centre) ** 2)));
}
