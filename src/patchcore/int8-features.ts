import type { ActivationRanges } from '../backbones/activation-range.ts';
import type { LoadedBackbone } from '../backbones/store.ts';
import type { SessionOptions } from '../onnx/session.ts';
import { activationRanges } from './activation-ranges.ts';
import type { FeatureExtractor, FeatureSettings } from './feature-extractor.ts';
import { openFeatures } from './features.ts';
import { checkInt8Gain, type FeatureTimes, timeFeatures } from './int8-gain.ts';
import type { PictureSource } from './train.ts';

/** Features in 8 bits, ready to train with. */
export interface Int8Features {
  readonly extractor: FeatureExtractor;
  /** What a model must keep to open the same features again. */
  readonly ranges: ActivationRanges;
  readonly times: FeatureTimes;
}

/**
 * Turns a backbone to 8 bits for training: finds its ranges on the training pictures, and refuses when that makes
 * these features hardly faster here.
 *
 * @param float32 the same features in float32, for comparison; they stay the caller's
 * @param check decides about the measured times
 * @throws InspectError `invalid_argument` for an external backbone, or when int8 does not pay; `backbone_invalid`.
 */
export async function openInt8Features(
  backbone: LoadedBackbone,
  settings: FeatureSettings,
  float32: FeatureExtractor,
  pictures: PictureSource,
  options: SessionOptions & { readonly signal?: AbortSignal | undefined },
  check: (times: FeatureTimes) => void = checkInt8Gain,
): Promise<Int8Features> {
  const ranges = await activationRanges(backbone, settings, pictures, options);
  const extractor = await openFeatures(backbone, { ...settings, ranges }, options);
  try {
    const times = await timeFeatures(float32, extractor, await pictures.read(0));
    check(times);
    return { extractor, ranges, times };
  } catch (cause) {
    await extractor.close();
    throw cause;
  }
}
