import { mkdir, statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { keepBackbone, type LoadedBackbone } from '../backbones/store.ts';
import type { Config } from '../config.ts';
import { InspectError, storageError, throwIfCancelled } from '../errors.ts';
import { checkCategoryName, type GoodPictures, goodPictures } from '../evaluation/dataset.ts';
import { sha256 } from '../files.ts';
import { readImage } from '../image/codec.ts';
import { acquireLock } from '../lock.ts';
import { chooseDevice } from '../onnx/device.ts';
import { runtimeVersion } from '../onnx/session.ts';
import { type ModelFacts, saveModel } from '../patchcore/artifact.ts';
import type { FeatureExtractor } from '../patchcore/feature-extractor.ts';
import { openFeatures } from '../patchcore/features.ts';
import { inputSize } from '../patchcore/preprocess.ts';
import { PROJECTED_DIMENSIONS } from '../patchcore/projection.ts';
import { type Training, train } from '../patchcore/train.ts';
import { backboneForTraining, preprocessingOf } from './choose-backbone.ts';
import { categoryModelFolder, keptBackbonesFolder } from './places.ts';
import type { Run } from './reporter.ts';
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
  const started = performance.now();
  checkCategoryName(request.category);
  const folder = categoryModelFolder(config, request.category);
  const good = await goodPictures(config.dataRoot, request.category, request.imagesFolder);
  if (good.names.length < 2) throw tooFew(good.names.length, good.folder);
  await mkdir(folder, { recursive: true }).catch(cause => {
    throw storageError(cause, 'creating the model folder');
  });
  const lock = await acquireLock(
    join(folder, '.lock'),
    `The category "${request.category}" is being trained`,
  );
  try {
    const checked = await checkTrainingPictures(good, request.skipBad, run);
    if (checked.pictures.length < 2) throw tooFew(checked.pictures.length, good.folder);
    const backbone = await backboneForTraining(config);
    const { device, note } = await chooseDevice(config.device);
    if (note !== null && config.device !== 'auto') run.reporter.note(note);
    const options = { device, threads: config.threads };
    const extractor = await openFeatures(
      backbone,
      { layers: config.layers, preprocessing: preprocessingOf(config) },
      options,
    );
    try {
      await checkDiskSpace(folder, config, extractor, checked.pictures.length);
      const training = await trainOn(config, good, checked, extractor, options, run);
      throwIfCancelled(run.signal);
      await keepBackbone(keptBackbonesFolder(config), backbone);
      const facts = modelFacts(config, request.category, backbone, extractor, training, checked);
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
  } finally {
    await lock.release();
  }
}

function trainOn(
  config: Config,
  { folder }: GoodPictures,
  { pictures }: CheckedPictures,
  extractor: FeatureExtractor,
  options: { readonly device: 'cpu' | 'cuda'; readonly threads: number },
  { reporter, signal }: Run,
): Promise<Training> {
  const source = {
    count: pictures.length,
    read: (index: number) => readImage(join(folder, pictures[index]!.name)),
  };
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

function modelFacts(
  config: Config,
  category: string,
  backbone: LoadedBackbone,
  extractor: FeatureExtractor,
  training: Training,
  checked: CheckedPictures,
): ModelFacts {
  const { calibration, bank, patches } = training;
  return {
    category,
    threshold: calibration.threshold,
    backbone: { name: backbone.name, sha256: backbone.sha256 },
    layers: [...config.layers],
    precision: config.precision,
    preprocessing: {
      image_size: config.imageSize,
      center_crop: config.centerCrop,
      letterbox: config.letterbox,
    },
    grid: { ...extractor.grid },
    dimensions: extractor.dimensions,
    neighbors: config.neighbors,
    seed: config.seed,
    coreset: {
      ratio: config.coresetRatio,
      patches,
      entries: bank.vectors.length / bank.dimensions,
      projected_dimensions: Math.min(PROJECTED_DIMENSIONS, extractor.dimensions),
    },
    calibration: {
      kind: calibration.kind,
      method: calibration.method,
      n: calibration.n,
      requested_false_reject_rate: calibration.requestedFalseRejectRate,
      max_false_reject_rate: calibration.maxFalseRejectRate,
      smallest_supportable_rate: calibration.smallestSupportableRate,
      pixel_threshold: calibration.pixelThreshold,
      scores: [...calibration.scores],
    },
    training_set: {
      pictures: checked.pictures.length,
      fingerprint: sha256(checked.pictures.map(picture => picture.sha256).join('\n')),
    },
    runtime: { onnxruntime: runtimeVersion() },
  };
}

function trainingImages({ heldOut }: Training, { pictures }: CheckedPictures) {
  return pictures.map((picture, index) => ({
    ...picture,
    held_out_score: heldOut[index]!.score,
    held_out_map_maximum: heldOut[index]!.mapMaximum,
  }));
}

/** Refuses before the work what could not be saved after it. */
async function checkDiskSpace(
  folder: string,
  config: Config,
  { grid, dimensions }: FeatureExtractor,
  pictures: number,
): Promise<void> {
  const neededBytes = pictures * grid.height * grid.width * config.coresetRatio * dimensions * 4;
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= neededBytes) return;
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new InspectError(
    'storage_full',
    `The model will need about ${megabytes(neededBytes)} in ${folder}, where ${megabytes(bavail * bsize)} are free. Free some space, choose another --models-root or a smaller --coreset-ratio.`,
  );
}

function tooFew(found: number, folder: string): InspectError {
  return new InspectError(
    'data_invalid',
    `Found ${found} usable ${found === 1 ? 'picture' : 'pictures'} in ${folder}; at least 2 different good pictures are needed, and 30 or more are advised.`,
  );
}
