import { freemem } from 'node:os';
import { join } from 'node:path';
import type { ActivationRanges } from '../backbones/activation-range.ts';
import { keepBackbone, type LoadedBackbone } from '../backbones/store.ts';
import type { Config } from '../config.ts';
import { throwIfCancelled } from '../errors.ts';
import { checkCategoryName, type GoodPictures, goodPictures } from '../evaluation/dataset.ts';
import { readImage } from '../image/codec.ts';
import type { Lock } from '../lock.ts';
import { chooseDevice } from '../onnx/device.ts';
import type { SessionOptions } from '../onnx/session.ts';
import { refuseExternal } from '../patchcore/activation-ranges.ts';
import { saveModel } from '../patchcore/artifact.ts';
import type { FeatureExtractor, FeatureSettings } from '../patchcore/feature-extractor.ts';
import { openFeatures } from '../patchcore/features.ts';
import { openInt8Features } from '../patchcore/int8-features.ts';
import { gainNote } from '../patchcore/int8-gain.ts';
import { inputSize } from '../patchcore/preprocess.ts';
import { type PictureSource, type Training, train } from '../patchcore/train.ts';
import { withCategoryLock } from './category-lock.ts';
import { backboneForTraining, preprocessingOf } from './choose-backbone.ts';
import { modelFacts, trainingImages } from './model-facts.ts';
import { categoryModelFolder, keptBackbonesFolder } from './places.ts';
import type { Run } from './reporter.ts';
import { checkBank, checkPictureCount, copiesNote, differentPictures } from './training-limits.ts';
import { type CheckedPictures, checkTrainingPictures } from './training-pictures.ts';
import { calibrationNote, type TrainingSummary, trainingSummary } from './training-summary.ts';

export interface TrainingRequest {
  readonly category: string;
  /** A plain folder of good pictures, instead of the data set. */
  readonly imagesFolder?: string | undefined;
  /** Leave pictures out that cannot be read, instead of stopping. */
  readonly skipBad: boolean;
}

/** Share of the free memory that patch vectors may take. */
const REMEMBER_SHARE = 0.4;
const STAGES = {
  features: 'computing features',
  coreset: 'selecting patches',
  calibration: 'calibrating',
} as const;

/**
 * Trains a category on its good pictures and makes the model the category's current version.
 *
 * @throws InspectError; whatever it says, the model that was there before is untouched.
 */
export async function trainModel(
  config: Config,
  request: TrainingRequest,
  run: Run,
): Promise<TrainingSummary> {
  checkCategoryName(request.category);
  const folder = categoryModelFolder(config, request.category);
  const good = await goodPictures(config.dataRoot, request.category, request.imagesFolder);
  checkPictureCount(good.names.length, good.folder, 'good');
  return withCategoryLock(folder, request.category, lock =>
    trainLocked(config, request, { folder, good, lock }, run),
  );
}

interface Place {
  /** The category's model folder. */
  readonly folder: string;
  readonly good: GoodPictures;
  readonly lock: Lock;
}

async function trainLocked(
  config: Config,
  { category, skipBad }: TrainingRequest,
  { folder, good, lock }: Place,
  run: Run,
): Promise<TrainingSummary> {
  const started = performance.now();
  const backbone = await backboneForTraining(config);
  if (config.precision === 'int8') refuseExternal(backbone);
  const { device, note } = await chooseDevice(config.device);
  if (note !== null && config.device !== 'auto') run.reporter.note(note);
  const options = { device, threads: config.threads };
  const features = { layers: config.layers, preprocessing: preprocessingOf(config) };
  const extractor = await openFeatures(backbone, features, options);
  try {
    const checked = await checkTrainingPictures(good, skipBad, run);
    checkPictureCount(differentPictures(checked), good.folder, 'different usable');
    const copies = copiesNote(checked);
    if (copies !== null) run.reporter.note(copies);
    await checkBank(folder, config, extractor, checked.pictures.length, backbone);
    const basis = { backbone, features, extractor, options };
    const { training, ranges } = await trainInPrecision(config, basis, picturesOf(good, checked), run);
    throwIfCancelled(run.signal);
    await keepBackbone(keptBackbonesFolder(config), backbone);
    const facts = modelFacts(config, { category, backbone, extractor, checked, ranges }, training);
    await lock.confirm();
    const version = await saveModel(folder, facts, training.bank, trainingImages(training, checked));
    run.reporter.note(calibrationNote(training.calibration));
    return trainingSummary(facts, {
      folder: join(folder, version),
      version,
      device,
      skipped: checked.skipped,
      totalMs: performance.now() - started,
    });
  } finally {
    await extractor.close();
  }
}

interface FeatureBasis {
  readonly backbone: LoadedBackbone;
  readonly features: FeatureSettings;
  /** In float32. */
  readonly extractor: FeatureExtractor;
  readonly options: SessionOptions;
}

/** Trains with the float32 features, or with their 8-bit counterpart when int8 was asked for. */
async function trainInPrecision(
  config: Config,
  { backbone, features, extractor, options }: FeatureBasis,
  pictures: PictureSource,
  run: Run,
): Promise<{ readonly training: Training; readonly ranges?: ActivationRanges }> {
  if (config.precision === 'float32')
    return { training: await trainOn(config, pictures, extractor, options, run) };
  const cancellable = { ...options, signal: run.signal };
  const int8 = await openInt8Features(backbone, features, extractor, pictures, cancellable);
  try {
    run.reporter.note(gainNote(int8.times));
    const training = await trainOn(config, pictures, int8.extractor, options, run);
    return { training, ranges: int8.ranges };
  } finally {
    await int8.extractor.close();
  }
}

function picturesOf({ folder }: GoodPictures, { pictures }: CheckedPictures): PictureSource {
  return {
    count: pictures.length,
    read: index => readImage(join(folder, pictures[index]!.name)),
  };
}

function trainOn(
  config: Config,
  source: PictureSource,
  extractor: FeatureExtractor,
  options: SessionOptions,
  { reporter, signal }: Run,
): Promise<Training> {
  const settings = {
    coresetRatio: config.coresetRatio,
    neighbors: config.neighbors,
    seed: config.seed,
    side: inputSize(preprocessingOf(config)),
    calibration: {
      method: config.thresholdMethod,
      maxFalseRejectRate: config.maxFalseRejectRate,
      sigmas: config.thresholdSigmas,
      percentile: config.thresholdPercentile,
    },
  };
  return train(source, extractor, settings, {
    ...options,
    rememberBytes: freemem() * REMEMBER_SHARE,
    signal,
    onProgress: (stage, done, total) => reporter.progress(STAGES[stage], done, total),
  });
}
