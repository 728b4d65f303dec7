import type { Alignment } from '../alignment/alignment.ts';
import type { Config, ConfigKey } from '../config.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import type { InputGuard } from '../guard/input-guard.ts';
import { decodeImage, readImage } from '../image/codec.ts';
import type { Image } from '../image/image.ts';
import { chooseDevice } from '../onnx/device.ts';
import type { SessionOptions } from '../onnx/session.ts';
import { openAligner } from '../patchcore/align-pictures.ts';
import { loadModel, type StoredModel } from '../patchcore/artifact.ts';
import { openDetector } from '../patchcore/detect.ts';
import { type FeatureExtractor, greySquare } from '../patchcore/feature-extractor.ts';
import { openFeatures } from '../patchcore/features.ts';
import { pictureFeatures } from '../patchcore/picture-features.ts';
import { inputSize, type Preprocessing } from '../patchcore/preprocess.ts';
import { checkRegionFits } from '../patchcore/region-of-interest.ts';
import { checkPictureSize } from '../patchcore/tiling.ts';
import { calibrationOf, rulesOf } from './calibration-facts.ts';
import { backboneOfModel } from './choose-backbone.ts';
import { preprocessingOfModel } from './choose-preprocessing.ts';
import { readAlignment } from './model-alignment.ts';
import { type GuardedDetection, guarded, readGuard } from './model-guard.ts';
import { readModelRoi } from './model-roi.ts';
import { categoryModelFolder } from './places.ts';
import { refuseContradiction } from './refuse-contradiction.ts';

/** What a picture file holds, and what the user calls it, for messages. */
export interface PictureBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The most pixels it may have; the codec's own limit when left out. */
  readonly mostPixels?: number | undefined;
}

/** What the runtime takes for its sessions; weights and bank are kept in several forms. Fitted to measurements. */
const RUNTIME_BYTES = 150e6;
const PER_WEIGHT = 2;
const PER_BANK = 3.5;

/** A category's current model, loaded and warm. */
export interface OpenCategory {
  readonly model: StoredModel;
  readonly preprocessing: Preprocessing;
  /** Colours of the heatmaps. */
  readonly colormap: Config['colormap'];
  readonly device: string;
  /** Why a GPU that was tried is not used, or null. */
  readonly deviceNote: string | null;
  /** Milliseconds that loading took. */
  readonly loadMs: number;
  /** Memory that it takes, estimated. */
  readonly memoryBytes: number;
  /**
   * Reads a picture that the model can inspect, from the file of this path or from bytes.
   *
   * @throws InspectError as `readImage`; `data_invalid` for a size that a model with tiles has not learned, or
   * proportions that its region of interest does not fit.
   */
  read(picture: string | PictureBytes): Promise<Image>;
  detect(image: Image): Promise<GuardedDetection>;
  /** What the training pictures are like as photographs; null for a model that has too few. */
  readonly guard: InputGuard | null;
  /** How parts are brought to their place; null for a model that takes pictures as they come. */
  readonly alignment: Alignment | null;
  /** What turns pictures into patches; it closes with the category. */
  readonly extractor: FeatureExtractor;
  readonly options: SessionOptions;
  close(): Promise<void>;
}

/**
 * Loads the current model of a category with the backbone it was trained with.
 *
 * @param explicit options that the user named on the command line; they must not contradict the model
 * @param expectedPictures how many pictures are to come, about
 * @throws InspectError `model_not_found`, `model_damaged`, `model_version`, `backbone_missing`, `backbone_mismatch`.
 */
export async function openCategory(
  config: Config,
  category: string,
  explicit: ReadonlySet<ConfigKey>,
  expectedPictures = 1,
  signal?: AbortSignal,
): Promise<OpenCategory> {
  const started = performance.now();
  checkCategoryName(category);
  const model = await loadModel(categoryModelFolder(config, category), category);
  refuseContradiction(config, model.config, explicit);
  const opened = await openModel(config, model, expectedPictures, signal);
  return { ...opened, loadMs: performance.now() - started };
}

/**
 * Opens a model that has been read, whether or not it is the current version, with the backbone it was trained with.
 *
 * @param expectedPictures how many pictures are to come, about
 * @throws InspectError `backbone_missing`, `backbone_mismatch`, `model_damaged`.
 */
export async function openModel(
  config: Config,
  model: StoredModel,
  expectedPictures = 1,
  signal?: AbortSignal,
): Promise<OpenCategory> {
  const started = performance.now();
  const preprocessing = preprocessingOfModel(model.config);
  const { tiling } = preprocessing;
  const guard = await readGuard(model);
  const alignment = await readAlignment(model);
  const roi = await readModelRoi(model);
  const backbone = await backboneOfModel(config, model);
  const { device, note, tried } = await chooseDevice(config, signal);
  const options = { device, threads: config.threads };
  const { layers, activation_ranges: ranges } = model.config;
  const features = await openFeatures(backbone, { layers, preprocessing, ranges }, options);
  const aligner = alignment ? await openAligner(alignment, preprocessing, config.threads) : undefined;
  const extractor = pictureFeatures(features, { tiling, aligner, inside: roi?.patches });
  const closeFeatures = async () => {
    await extractor.close();
    await aligner?.close();
  };
  const detection = {
    bank: model.bank,
    neighbors: model.config.neighbors,
    index: model.index,
    calibration: calibrationOf(model.config),
    preprocessing,
    ...rulesOf(model.config),
  };
  const detector = await openDetector(detection, extractor, options, expectedPictures).catch(async cause => {
    await closeFeatures();
    throw cause;
  });
  // The first run allocates; no inspection should wait for it. One of many tiles takes longer than that.
  if (!tiling) await detector.detect(greySquare(inputSize(preprocessing)));
  return {
    model,
    guard,
    alignment,
    preprocessing,
    colormap: config.colormap,
    extractor,
    options,
    device,
    deviceNote: tried ? note : null,
    loadMs: performance.now() - started,
    memoryBytes:
      RUNTIME_BYTES + PER_WEIGHT * backbone.bytes.byteLength + PER_BANK * model.bank.vectors.byteLength,
    async read(picture) {
      const isPath = typeof picture === 'string';
      const image = await (isPath
        ? readImage(picture)
        : decodeImage(picture.bytes, picture.name, picture.mostPixels));
      const name = isPath ? picture : picture.name;
      if (tiling) checkPictureSize(tiling, image, name);
      if (roi) checkRegionFits(roi, image, name);
      return image;
    },
    detect: async image => guarded({ guard, alignment }, image, await detector.detect(image)),
    async close() {
      await detector.close();
      await closeFeatures();
    },
  };
}
