import { type Config, type ConfigKey, type ConfigSource, flagName, wireName } from './config.ts';
import { InspectError } from './errors.ts';

/** Where each value of a configuration came from. */
export type ConfigSources = Readonly<Record<ConfigKey, ConfigSource>>;

/**
 * Refuses options that are acceptable one by one and not together.
 *
 * @throws InspectError `invalid_argument` naming the options, their values and where they came from.
 */
export function checkTogether(config: Config, sources: ConfigSources): void {
  checkCrop(config, sources);
  checkTiles(config, sources);
  checkRates(config, sources);
}

/** A review rate that was not asked for gives way: then there is no REVIEW between PASS and FAIL. */
function checkRates({ maxFalseRejectRate, reviewRate }: Config, sources: ConfigSources): void {
  if (sources.reviewRate === 'default' || reviewRate >= maxFalseRejectRate) return;
  throw new InspectError(
    'invalid_argument',
    `review_rate is ${reviewRate} (from the ${sources.reviewRate}) and max_false_reject_rate ${maxFalseRejectRate} (from the ${sources.maxFalseRejectRate}): the review rate counts rejected parts too and cannot be the smaller one. Choose a larger --review-rate, or a smaller --max-false-reject-rate.`,
  );
}

function checkCrop({ centerCrop, imageSize }: Config, sources: ConfigSources): void {
  if (centerCrop === null || centerCrop <= imageSize) return;
  throw new InspectError(
    'invalid_argument',
    `center_crop is ${centerCrop} (from the ${sources.centerCrop}) and image_size ${imageSize} (from the ${sources.imageSize}): the centre cannot be larger than the picture. Choose a smaller --center-crop or a larger --image-size.`,
  );
}

/** Tiles show the picture as it is: nothing that changes its size or frame can be asked for beside them. */
function checkTiles(config: Config, sources: ConfigSources): void {
  const { tile, tileOverlap } = config;
  const given = (key: ConfigKey) => `${wireName(key)} is ${config[key]} (from the ${sources[key]})`;
  if (tile === null) {
    if (sources.tileOverlap === 'default') return;
    throw new InspectError(
      'invalid_argument',
      `${given('tileOverlap')} and tile is not set: without tiles nothing overlaps. Name --tile too, or leave --tile-overlap out.`,
    );
  }
  const against = (['imageSize', 'centerCrop', 'letterbox'] as const).find(key =>
    key === 'imageSize' ? sources[key] !== 'default' : config[key] !== null && config[key] !== false,
  );
  if (against) {
    const named = sources[against] === 'preset' ? '--preset' : flagName(against);
    throw new InspectError(
      'invalid_argument',
      `${given('tile')} and ${given(against)}: tiles are cut from the whole picture at native scale, which is neither resized nor cropped. Leave ${named} out, or turn tiles off with --tile none.`,
    );
  }
  if (2 * tileOverlap <= tile) return;
  throw new InspectError(
    'invalid_argument',
    `${given('tileOverlap')} and ${given('tile')}: the overlap can be half a tile at most. Choose --tile-overlap ${32 * Math.floor(tile / 64)} or less, or a larger --tile.`,
  );
}
