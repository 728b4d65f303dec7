import type { ActivationRanges } from '../backbones/activation-range.ts';
import type { LoadedBackbone } from '../backbones/store.ts';
import type { Config } from '../config.ts';
import { sha256 } from '../files.ts';
import { runtimeVersion } from '../onnx/session.ts';
import type { ModelFacts } from '../patchcore/artifact.ts';
import type { FeatureExtractor } from '../patchcore/feature-extractor.ts';
import { bankEntries } from '../patchcore/memory-bank.ts';
import { PROJECTED_DIMENSIONS } from '../patchcore/projection.ts';
import type { Training } from '../patchcore/train.ts';
import type { TrainingImages } from '../schemas/model.ts';
import type { CheckedPictures } from './training-pictures.ts';

/** What a training was done with. */
export interface TrainingBasis {
  readonly category: string;
  readonly backbone: LoadedBackbone;
  readonly extractor: Pick<FeatureExtractor, 'grid' | 'dimensions'>;
  readonly checked: CheckedPictures;
  /** Of a backbone in int8. */
  readonly ranges?: ActivationRanges | undefined;
}

/** Everything that a model's `config.json` says of its training. */
export function modelFacts(
  config: Config,
  { category, backbone, extractor, checked, ranges }: TrainingBasis,
  { calibration, bank, patches }: Training,
): ModelFacts {
  return {
    category,
    threshold: calibration.threshold,
    backbone: { name: backbone.name, sha256: backbone.sha256 },
    layers: [...config.layers],
    precision: config.precision,
    ...(ranges && { activation_ranges: ranges }),
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
      entries: bankEntries(bank),
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

/** The training pictures with their held-out scores, in the order that provenance counts them in. */
export function trainingImages({ heldOut }: Training, { pictures }: CheckedPictures): TrainingImages {
  return pictures.map((picture, index) => ({
    ...picture,
    held_out_score: heldOut[index]!.score,
    held_out_map_maximum: heldOut[index]!.mapMaximum,
  }));
}
