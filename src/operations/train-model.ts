import { join } from 'node:path';
import { keepBackbone } from '../backbones/store.ts';
import type { Config } from '../config.ts';
import { throwIfCancelled } from '../errors.ts';
import { checkCategoryName, type GoodPictures, goodPictures } from '../evaluation/dataset.ts';
import type { Lock } from '../lock.ts';
import { chooseDevice } from '../onnx/device.ts';
import { refuseExternal } from '../patchcore/activation-ranges.ts';
import { type Aligner, openAligner } from '../patchcore/align-pictures.ts';
import { writeVersion } from '../patchcore/artifact.ts';
import { openFeatures } from '../patchcore/features.ts';
import { chooseHeldOut } from '../patchcore/held-out-pictures.ts';
import { encodeWholePicture } from '../patchcore/normal-picture.ts';
import { pictureFeatures } from '../patchcore/picture-features.ts';
import { checkRegionFits } from '../patchcore/region-of-interest.ts';
import { openShrink } from '../patchcore/shrink.ts';
import { inTiles } from '../patchcore/tiled-features.ts';
import { checkPictureSize } from '../patchcore/tiling.ts';
import { activateNew } from './activate-version.ts';
import { calibrationSettings } from './calibration-facts.ts';
import { withCategoryLock } from './category-lock.ts';
import { backboneForTraining } from './choose-backbone.ts';
import { preprocessingOf, tilingOf } from './choose-preprocessing.ts';
import { keepNormalPictures } from './keep-normal-pictures.ts';
import { alignmentFile } from './model-alignment.ts';
import { modelFacts, trainingImages } from './model-facts.ts';
import { guardFile } from './model-guard.ts';
import { type RoiChoice, roiFacts, roiFile, roiForTraining } from './model-roi.ts';
import { categoryModelFolder, keptBackbonesFolder } from './places.ts';
import { planTraining } from './plan-training.ts';
import type { Run } from './reporter.ts';
import { roiNote } from './roi-words.ts';
import { noteSuspicious } from './suspicion-note.ts';
import { trainInPrecision } from './train-in-precision.ts';
import { alignTraining, placedPictures } from './training-alignment.ts';
import { bytesInFolder } from './training-disk.ts';
import { checkBankSize, checkPictureCount, copiesNote } from './training-limits.ts';
import { checkTrainingPictures, picturesOf } from './training-pictures.ts';
import { calibrationNote, indexNote, type TrainingSummary, trainingSummary } from './training-summary.ts';

export interface TrainingRequest {
  readonly category: string;
  /** A plain folder of good pictures, instead of the data set. */
  readonly imagesFolder?: string | undefined;
  /** Leave pictures out that cannot be read, instead of stopping. */
  readonly skipBad: boolean;
  /** A file with the region of interest, or `none`, instead of the one that is set for the category. */
  readonly roi?: RoiChoice;
  /** Use the new version even if the regression check speaks against it, for a reason that the journal keeps. */
  readonly force?: boolean | undefined;
  readonly reason?: string | undefined;
  /** False to leave the new version out of use. */
  readonly activate?: boolean | undefined;
}

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
  { category, skipBad, roi: choice, force, reason, activate }: TrainingRequest,
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
  const seen = { ...features.preprocessing, tiling };
  const { grid, map } = inTiles(ofInput, tiling);
  const geometry = { grid, map, preprocessing: seen };
  const shrink = await openShrink(seen, { device: 'cpu', threads: 1 });
  let aligner: Aligner | undefined;
  try {
    const roi = await roiForTraining(config, { category, roi: choice }, good, geometry);
    if (roi) run.reporter.note(roiNote(roiFacts(roi)));
    const inside = roi?.patches;
    const extractor = pictureFeatures(ofInput, { tiling, inside });
    // Tiles are kept around what the bank holds of them, and a part is kept where the alignment has moved it.
    const encode = tiling || config.align ? undefined : encodeWholePicture;
    const keeping = { shrink: shrink.shrink, encode };
    const tools = { folder, backbone, extractor, keeping, options };
    const { memory, weights, estimate } = await planTraining(config, good, tools, run.reporter);
    const checked = await checkTrainingPictures(
      good,
      skipBad,
      { ...keeping, ...memory, align: config.align !== null },
      run,
    );
    checkPictureCount(checked.pictures.length, good.folder, 'different usable');
    if (tiling) for (const picture of checked.pictures) checkPictureSize(tiling, picture, picture.name);
    if (roi) for (const picture of checked.pictures) checkRegionFits(roi, picture, picture.name);
    const copies = copiesNote(checked);
    if (copies !== null) run.reporter.note(copies);
    const { inBank } = chooseHeldOut(checked.pictures.length, calibrationSettings(config), config.seed);
    checkBankSize(config, extractor, inBank.length);
    const aligned = await alignTraining(config, checked, run);
    aligner = aligned ? await openAligner(aligned.alignment, seen, config.threads) : undefined;
    const basis = {
      ...{ backbone, features, ofInput, tiling, aligner, inside, options, folder, memory },
      extractor: pictureFeatures(ofInput, { tiling, aligner, inside }),
    };
    const { training, ranges } = await trainInPrecision(config, basis, picturesOf(good, checked), run);
    throwIfCancelled(run.signal);
    await keepBackbone(keptBackbonesFolder(config), backbone);
    const pictures = placedPictures(picturesOf(good, { ...checked, kept: new Map() }), aligned);
    const encoded = (picture: number) => checked.encoded.get(checked.pictures[picture]!.name);
    const kept = { ...pictures, encoded };
    const attachments = await keepNormalPictures(training.bank, kept, geometry, memory.atOnce, run);
    const facts = modelFacts(
      config,
      { category, backbone, extractor, checked, ranges, tiling, aligned, roi },
      training,
    );
    await lock.confirm();
    const version = await writeVersion(folder, facts, {
      bank: training.bank,
      trainingImages: trainingImages(training, checked, aligned),
      index: training.index?.index,
      attachments: {
        ...attachments,
        ...guardFile(training, checked, config.guardRate, aligned),
        ...alignmentFile(aligned?.alignment ?? null),
        ...roiFile(roi, grid),
      },
    });
    const grounds = { action: 'train' as const, force, reason, activate };
    const { category: _, ...activation } = await activateNew(config, category, version, grounds, run);
    if (config.index === 'approximate') run.reporter.note(indexNote(training));
    run.reporter.note(calibrationNote(training.calibration));
    noteSuspicious(training, checked, run.reporter);
    return trainingSummary(facts, {
      folder: join(folder, version),
      ...activation,
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
    await ofInput.close();
    await shrink.close();
    await aligner?.close();
  }
}
