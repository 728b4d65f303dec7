import { type Config, type ConfigKey, flagName, wireName } from '../config.ts';
import { InspectError } from '../errors.ts';
import type { ModelConfig } from '../schemas/model.ts';

/** Options of a training that a model does not record; naming one afterwards can have no effect. */
const UNRECORDED: readonly ConfigKey[] = [
  'thresholdSigmas',
  'thresholdPercentile',
  'calibrationShare',
  'maxBankEntries',
  'maxMemory',
  'modelMemory',
];

/**
 * Refuses flags that ask for something else than what a model was trained with: it cannot be changed afterwards.
 *
 * @param explicit options that the user named on the command line
 * @throws InspectError `backbone_mismatch` for another backbone, `invalid_argument` for the rest.
 */
export function refuseContradiction(
  config: Config,
  trained: ModelConfig,
  explicit: ReadonlySet<ConfigKey>,
): void {
  const unrecorded = UNRECORDED.find(key => explicit.has(key));
  if (unrecorded) {
    throw new InspectError(
      'invalid_argument',
      `${flagName(unrecorded)} is used in training only; the model of "${trained.category}" stays as it is. Leave the flag out, or train again with it.`,
    );
  }
  const { tiling } = trained.preprocessing;
  const inModel: Partial<Record<ConfigKey, unknown>> = {
    backbone: trained.backbone.name,
    layers: trained.layers,
    imageSize: tiling ? null : trained.preprocessing.image_size,
    centerCrop: trained.preprocessing.center_crop,
    letterbox: trained.preprocessing.letterbox,
    tile: tiling?.side ?? null,
    tileOverlap: tiling?.overlap ?? null,
    align: trained.alignment?.kind ?? null,
    coresetRatio: trained.coreset.ratio,
    index: trained.index?.kind ?? 'exact',
    neighbors: trained.neighbors,
    seed: trained.seed,
    precision: trained.precision,
    thresholdMethod: trained.calibration.method,
    maxFalseRejectRate: trained.calibration.requested_false_reject_rate,
    reviewRate: trained.calibration.requested_review_rate,
    calibration: trained.calibration.kind.replaceAll('_', '-'),
    minRegionArea: trained.rules?.min_region_area ?? null,
    maxRegions: trained.rules?.max_regions ?? null,
    mmPerPx: trained.rules?.mm_per_px ?? null,
  };
  const asked = new Set(explicit);
  if (explicit.has('preset')) asked.add('imageSize').add('centerCrop');
  for (const [key, value] of Object.entries(inModel) as [ConfigKey, unknown][]) {
    if (!asked.has(key) || inWords(config[key]) === inWords(value)) continue;
    const flag = explicit.has(key) ? flagName(key) : `--preset ${config.preset}`;
    throw new InspectError(
      key === 'backbone' ? 'backbone_mismatch' : 'invalid_argument',
      `The model of "${trained.category}" was trained with ${wireName(key)} ${inWords(value)}, and ${flag} asks for ${inWords(config[key])}. Leave the flag out, or train again with it.`,
    );
  }
}

function inWords(value: unknown): string {
  return value === null ? 'none' : String(value);
}
