import type { ActivationRanges } from '../backbones/activation-range.ts';
import type { LoadedBackbone } from '../backbones/store.ts';
import type { Config } from '../config.ts';
import { sha256 } from '../files.ts';
import { runtimeVersion } from '../onnx/session.ts';
import type { ModelFacts } from '../patchcore/artifact.ts';
import type { FeatureExtractor } from '../patchcore/feature-extractor.ts';
import { bankEntries } from '../patchcore/memory-bank.ts';
import { projectedDimensions } from '../patchcore/projection.ts';
import type { Tiling } from '../patchcore/tiling.ts';
import type { Training } from '../patchcore/train.ts';
import type { TrainedIndex } from '../patchcore/training-index.ts';
import type { TrainingImages } from '../schemas/model.ts';
import { calibrationFacts } from './calibration-facts.ts';
import { type ModelRoi, roiFacts } from './model-roi.ts';
import type { TrainingAlignment } from './training-alignment.ts';
import type { CheckedPictures } from './training-pictures.ts';

/** What a training was done with. */
export interface TrainingBasis {
  readonly category: string;
  readonly backbone: LoadedBackbone;
  readonly extractor: Pick<FeatureExtractor, 'grid' | 'dimensions'>;
  readonly checked: CheckedPictures;
  /** Of a backbone in int8. */
  readonly ranges?: ActivationRanges | undefined;
  readonly tiling?: Tiling | undefined;
  readonly aligned: TrainingAlignment | null;
  readonly roi: ModelRoi | null;
}

/** Everything that a model's `config.json` says of its training. */
export function modelFacts(
  config: Config,
  { category, backbone, extractor, checked, ranges, tiling, aligned, roi }: TrainingBasis,
  { calibration, bank, patches, index }: Training,
): ModelFacts {
  return {
    category,
    threshold: calibration.threshold,
    backbone: { name: backbone.name, sha256: backbone.sha256 },
    layers: [...config.layers],
    precision: config.precision,
    ...(ranges && { activation_ranges: ranges }),
    preprocessing: {
      image_size: config.tile ?? config.imageSize,
      center_crop: config.centerCrop,
      letterbox: config.letterbox,
      ...(tiling && { tiling: tilingFacts(tiling) }),
    },
    ...(aligned && { alignment: { kind: aligned.alignment.kind, turns: aligned.alignment.turns } }),
    ...(roi && { region_of_interest: roiFacts(roi) }),
    grid: { ...extractor.grid },
    dimensions: extractor.dimensions,
    neighbors: config.neighbors,
    seed: config.seed,
    coreset: {
      ratio: config.coresetRatio,
      patches,
      entries: bankEntries(bank),
      projected_dimensions: projectedDimensions(extractor.dimensions),
    },
    ...(index && { index: indexFacts(index) }),
    calibration: calibrationFacts(calibration),
    ...ruleFacts(config),
    training_set: {
      pictures: checked.pictures.length,
      fingerprint: sha256(checked.pictures.map(picture => picture.sha256).join('\n')),
    },
    runtime: { onnxruntime: runtimeVersion() },
  };
}

/** An approximate index as `config.json` records it. */
export function indexFacts({ index, recall, patches }: TrainedIndex) {
  return { kind: 'approximate' as const, axes: index.axes.rank, recall, measured_patches: patches };
}

/** The rules about regions, where there are any. */
function ruleFacts({
  minRegionArea,
  maxRegions,
  mmPerPx,
}: Pick<Config, 'minRegionArea' | 'maxRegions' | 'mmPerPx'>) {
  const rules = {
    ...(minRegionArea !== null && { min_region_area: minRegionArea }),
    ...(maxRegions !== null && { max_regions: maxRegions }),
    ...(mmPerPx !== null && { mm_per_px: mmPerPx }),
  };
  return Object.keys(rules).length > 0 ? { rules } : {};
}

function tilingFacts({ side, overlap, picture, mapStep }: Tiling) {
  return { side, overlap, picture: { ...picture }, map_step: mapStep };
}

/** The training pictures with their held-out scores, in the order that provenance counts them in. */
export function trainingImages(
  { heldOut, keptOut }: Training,
  { pictures, copies }: CheckedPictures,
  aligned: TrainingAlignment | null,
): TrainingImages {
  const copiesOf = new Map<string, string[]>();
  for (const { path, of } of copies) copiesOf.set(of, [...(copiesOf.get(of) ?? []), path]);
  return pictures.map((picture, index) => ({
    ...picture,
    ...(copiesOf.has(picture.name) && { copies: copiesOf.get(picture.name)! }),
    held_out_score: heldOut[index]!.score,
    held_out_map_maximum: heldOut[index]!.mapMaximum,
    ...(aligned?.poses[index] && { pose: aligned.poses[index] }),
    ...(keptOut.includes(index) && { kept_out: true as const }),
  }));
}
