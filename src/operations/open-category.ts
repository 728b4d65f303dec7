import { type Config, type ConfigKey, flagName } from '../config.ts';
import { InspectError } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { chooseDevice } from '../onnx/device.ts';
import { loadModel, type StoredModel } from '../patchcore/artifact.ts';
import type { Calibration } from '../patchcore/calibration.ts';
import { type Detection, openDetector } from '../patchcore/detect.ts';
import { openFeatures } from '../patchcore/features.ts';
import { inputSize, type Preprocessing } from '../patchcore/preprocess.ts';
import { backboneOfModel } from './choose-backbone.ts';
import { categoryModelFolder } from './places.ts';

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
 * @throws InspectError `model_not_found`, `model_damaged`, `model_version`, `backbone_missing`, `backbone_mismatch`.
 */
export async function openCategory(
  config: Config,
  category: string,
  explicit: ReadonlySet<ConfigKey>,
): Promise<OpenCategory> {
  const started = performance.now();
  const model = await loadModel(categoryModelFolder(config, category), category);
  refuseContradiction(config, model, explicit);
  const { image_size: imageSize, center_crop: centerCrop, letterbox } = model.config.preprocessing;
  const preprocessing = { imageSize, centerCrop, letterbox };
  const backbone = await backboneOfModel(config, model);
  const { device } = await chooseDevice(config.device);
  const options = { device, threads: config.threads };
  const extractor = await openFeatures(backbone, { layers: model.config.layers, preprocessing }, options);
  const detector = await openDetector(
    {
      bank: model.bank,
      neighbors: model.config.neighbors,
      side: inputSize(preprocessing),
      calibration: calibrationOf(model),
    },
    extractor,
    options,
  );
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

/** What is fixed in training cannot be changed by a flag afterwards. */
function refuseContradiction(
  config: Config,
  { config: trained }: StoredModel,
  explicit: ReadonlySet<ConfigKey>,
): void {
  const inModel: Partial<Record<ConfigKey, unknown>> = {
    backbone: trained.backbone.name,
    layers: trained.layers.join(),
    imageSize: trained.preprocessing.image_size,
    centerCrop: trained.preprocessing.center_crop,
    letterbox: trained.preprocessing.letterbox,
    coresetRatio: trained.coreset.ratio,
    neighbors: trained.neighbors,
    seed: trained.seed,
    precision: trained.precision,
    thresholdMethod: trained.calibration.method,
    maxFalseRejectRate: trained.calibration.requested_false_reject_rate,
  };
  for (const [key, value] of Object.entries(inModel) as [ConfigKey, unknown][]) {
    const asked = Array.isArray(config[key]) ? (config[key] as readonly string[]).join() : config[key];
    if (!explicit.has(key) || asked === value) continue;
    const code = key === 'backbone' ? 'backbone_mismatch' : 'invalid_argument';
    throw new InspectError(
      code,
      `The model of "${trained.category}" was trained with ${flagName(key)} ${value}, not ${asked}. Leave the flag out, or train again with it.`,
    );
  }
}
