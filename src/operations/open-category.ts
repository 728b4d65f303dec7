import type { Config, ConfigKey } from '../config.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import type { Image } from '../image/image.ts';
import { chooseDevice } from '../onnx/device.ts';
import { loadModel, type StoredModel } from '../patchcore/artifact.ts';
import type { Calibration } from '../patchcore/calibration.ts';
import { type Detection, openDetector } from '../patchcore/detect.ts';
import { greySquare } from '../patchcore/feature-extractor.ts';
import { openFeatures } from '../patchcore/features.ts';
import { inputSize, type Preprocessing } from '../patchcore/preprocess.ts';
import { backboneOfModel } from './choose-backbone.ts';
import { categoryModelFolder } from './places.ts';
import { refuseContradiction } from './refuse-contradiction.ts';

/** A category's current model, loaded and warm. */
export interface OpenCategory {
  readonly model: StoredModel;
  readonly preprocessing: Preprocessing;
  readonly device: string;
  /** Milliseconds that loading took. */
  readonly loadMs: number;
  detect(image: Image): Promise<Detection>;
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
): Promise<OpenCategory> {
  const started = performance.now();
  checkCategoryName(category);
  const model = await loadModel(categoryModelFolder(config, category), category);
  refuseContradiction(config, model.config, explicit);
  const { image_size: imageSize, center_crop: centerCrop, letterbox } = model.config.preprocessing;
  const preprocessing = { imageSize, centerCrop, letterbox };
  const backbone = await backboneOfModel(config, model);
  const { device } = await chooseDevice(config.device);
  const options = { device, threads: config.threads };
  const { layers, activation_ranges: ranges } = model.config;
  const extractor = await openFeatures(backbone, { layers, preprocessing, ranges }, options);
  const detection = {
    bank: model.bank,
    neighbors: model.config.neighbors,
    side: inputSize(preprocessing),
    calibration: calibrationOf(model),
  };
  const detector = await openDetector(detection, extractor, options, expectedPictures).catch(async cause => {
    await extractor.close();
    throw cause;
  });
  await detector.detect(greySquare(inputSize(preprocessing))); // the first run allocates; no inspection should wait for it
  return {
    model,
    preprocessing,
    device,
    loadMs: performance.now() - started,
    detect: image => detector.detect(image),
    async close() {
      await detector.close();
      await extractor.close();
    },
  };
}

function calibrationOf({ config }: StoredModel): Calibration {
  const { calibration } = config;
  return {
    kind: calibration.kind,
    method: calibration.method,
    n: calibration.n,
    requestedFalseRejectRate: calibration.requested_false_reject_rate,
    maxFalseRejectRate: calibration.max_false_reject_rate,
    smallestSupportableRate: calibration.smallest_supportable_rate,
    threshold: config.threshold,
    pixelThreshold: calibration.pixel_threshold,
    scores: calibration.scores,
  };
}
