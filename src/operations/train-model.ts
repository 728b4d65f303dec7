import { join } from 'node:path';
import type { ActivationRanges } from '../backbones/activation-range.ts';
import { keepBackbone, type LoadedBackbone } from '../backbones/store.ts';
import type { Config } from '../config.ts';
import { throwIfCancelled } from '../errors.ts';
import { checkCategoryName, type GoodPictures, goodPictures } from '../evaluation/dataset.ts';
import type { Lock } from '../lock.ts';
import { chooseDevice } from '../onnx/device.ts';
import type { SessionOptions } from '../onnx/session.ts';
import { refuseExternal } from '../patchcore/activation-ranges.ts';
import { writeVersion } from '../patchcore/artifact.ts';
import type { FeatureExtractor, FeatureSettings } from '../patchcore/feature-extractor.ts';
import { openFeatures } from '../patchcore/features.ts';
import { chooseHeldOut } from '../patchcore/held-out-pictures.ts';
import { openInt8Features } from '../patchcore/int8-features.ts';
import { gainNote } from '../patchcore/int8-gain.ts';
import { openShrink } from '../patchcore/shrink.ts';
import { inTiles, tilesOf } from '../patchcore/tiled-features.ts';
import { checkPictureSize, type Tiling } from '../patchcore/tiling.ts';
import { type PictureSource, type Training, train } from '../patchcore/train.ts';
import { activateNew } from './activate-version.ts';
import { calibrationSettings } from './calibration-facts.ts';
import { withCategoryLock } from './category-lock.ts';
import { backboneForTraining } from './choose-backbone.ts';
import { preprocessingOf, tilingOf } from './choose-preprocessing.ts';
import { keepNormalPictures } from './keep-normal-pictures.ts';
import { modelFacts, trainingImages } from './model-facts.ts';
import { guardFile } from './model-guard.ts';
import { categoryModelFolder, keptBackbonesFolder } from './places.ts';
import { planTraining } from './plan-training.ts';
import type { Run } from './reporter.ts';
import { noteSuspicious } from './suspicion-note.ts';
import { bytesInFolder } from './training-disk.ts';
import { checkBankSize, checkPictureCount, copiesNote } from './training-limits.ts';
import type { MemoryPlan } from './training-memory.ts';
import { checkTrainingPictures, picturesOf } from './training-pictures.ts';
import { calibrationNote, indexNote, type TrainingSummary, trainingSummary } from './training-summary.ts';

export interface TrainingRequest {
  readonly category: string;
  /** A plain folder of good pictures, instead of the data set. */
  readonly imagesFolder?: string | undefined;
  /** Leave pictures out that cannot be read, instead of stopping. */
  readonly skipBad: boolean;
  /** Use the new version even if the regression check speaks against it, for a reason that the journal keeps. */
  readonly force?: boolean | undefined;
  readonly reason?: string | undefined;
}

/** In the category's folder while a training runs; named like everything that a killed one leaves behind. */
const PROJECTIONS = '.projections.tmp';
const STAGES = {
  features: 'computing features',
  coreset: 'selecting patches',
  bank: 'collecting patches',
  index: 'building the index',
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
  { category, skipBad, force, reason }: TrainingRequest,
  { folder, good, lock }: Place,
  run: Run,
): Promise<TrainingSummary> {
  const started = performance.now();
  const backbone = await backboneForTraining(config);
  if (config.precision === 'int8') refuseExternal(backbone);
  const { device, note, tried } = await chooseDevice(config, run.signal);
  if (note !== null && tried) run.reporter.note(note);
  const options = { device, threads: config.threads };
  const features = { layers: config.layers, preprocessing: preprocessingOf(config) };
  const ofInput = await openFeatures(backbone, features, options);
  const tiling = await tilingOf(config, good, ofInput).catch(async cause => {
    await ofInput.close();
    throw cause;
  });
  const extractor = inTiles(ofInput, tiling);
  const shrink = await openShrink({ ...features.preprocessing, tiling }, { device: 'cpu', threads: 1 });
  try {
    const tools = { folder, backbone, extractor, shrink, options };
    const { memory, weights, estimate } = await planTraining(config, good, tools, run.reporter);
    const checked = await checkTrainingPictures(good, skipBad, { ...shrink, ...memory }, run);
    checkPictureCount(checked.pictures.length, good.folder, 'different usable');
    if (tiling) for (const picture of checked.pictures) checkPictureSize(tiling, picture, picture.name);
    const copies = copiesNote(checked);
    if (copies !== null) run.reporter.note(copies);
    const { inBank } = chooseHeldOut(checked.pictures.length, calibrationSettings(config), config.seed);
    checkBankSize(config, extractor, inBank.length);
    const basis = { backbone, features, ofInput, tiling, extractor, options, folder, memory };
    const { training, ranges } = await trainInPrecision(config, basis, picturesOf(good, checked), run);
    throwIfCancelled(run.signal);
    await keepBackbone(keptBackbonesFolder(config), backbone);
    const { grid, map } = extractor;
    const geometry = { grid, map, preprocessing: { ...features.preprocessing, tiling } };
    const pictures = picturesOf(good, { ...checked, kept: new Map() });
    const attachments = await keepNormalPictures(training.bank, pictures, geometry, memory.atOnce, run);
    const facts = modelFacts(config, { category, backbone, extractor, checked, ranges, tiling }, training);
    await lock.confirm();
    const version = await writeVersion(folder, facts, {
      bank: training.bank,
      trainingImages: trainingImages(training, checked),
      index: training.index?.index,
      attachments: { ...attachments, ...guardFile(training, checked, config.guardRate) },
    });
    const { activated, regression } = await activateNew(
      config,
      category,
      version,
      { action: 'train', force, reason },
      run,
    );
    if (config.index === 'approximate') run.reporter.note(indexNote(training));
    run.reporter.note(calibrationNote(training.calibration));
    noteSuspicious(training, checked, run.reporter);
    return trainingSummary(facts, {
      folder: join(folder, version),
      version,
      activated,
      regression,
      device,
      checked,
      estimate,
      cost: {
        seconds: (performance.now() - started) / 1000,
        peakBytes: process.resourceUsage().maxRSS * 1024,
        diskBytes: (await bytesInFolder(join(folder, version))) + weights,
      },
    });
  } finally {
    await extractor.close();
    await shrink.close();
  }
}

interface FeatureBasis {
  readonly backbone: LoadedBackbone;
  readonly features: FeatureSettings;
  /** In float32; of one tile, where there are tiles. */
  readonly ofInput: FeatureExtractor;
  readonly tiling: Tiling | undefined;
  /** Of whole pictures. */
  readonly extractor: FeatureExtractor;
  readonly options: SessionOptions;
  /** The category's model folder. */
  readonly folder: string;
  readonly memory: MemoryPlan;
}

/** Trains with the float32 features, or with their 8-bit counterpart when int8 was asked for. */
async function trainInPrecision(
  config: Config,
  basis: FeatureBasis,
  pictures: PictureSource,
  run: Run,
): Promise<{ readonly training: Training; readonly ranges?: ActivationRanges }> {
  if (config.precision === 'float32') return { training: await trainOn(config, pictures, basis, run) };
  const { backbone, features, ofInput, tiling, options } = basis;
  const cancellable = { ...options, signal: run.signal };
  const inputs = tiling ? tilesOf(pictures, tiling) : pictures;
  const int8 = await openInt8Features(backbone, features, ofInput, inputs, cancellable);
  try {
    run.reporter.note(gainNote(int8.times));
    const extractor = inTiles(int8.extractor, tiling);
    const training = await trainOn(config, pictures, { ...basis, extractor }, run);
    return { training, ranges: int8.ranges };
  } finally {
    await int8.extractor.close();
  }
}

function trainOn(
  config: Config,
  source: PictureSource,
  { extractor, options, folder, memory }: Pick<FeatureBasis, 'extractor' | 'options' | 'folder' | 'memory'>,
  { reporter, signal }: Run,
): Promise<Training> {
  const settings = {
    coresetRatio: config.coresetRatio,
    maxEntries: config.maxBankEntries,
    index: config.index,
    neighbors: config.neighbors,
    seed: config.seed,
    calibration: calibrationSettings(config),
  };
  return train(source, extractor, settings, {
    ...options,
    rememberBytes: memory.rememberBytes,
    projectionsFile: memory.projectionsInFile ? join(folder, PROJECTIONS) : undefined,
    decodeAhead: memory.atOnce - 1,
    signal,
    onProgress: (stage, done, total) => reporter.progress(STAGES[stage], done, total),
  });
}
