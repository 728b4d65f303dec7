import { InspectError } from '../errors.ts';
import type { Image } from '../image/image.ts';
import type { FeatureExtractor } from './feature-extractor.ts';

/** Milliseconds that the features of one picture take. */
export interface FeatureTimes {
  readonly float32Ms: number;
  readonly int8Ms: number;
}

type Extractor = Pick<FeatureExtractor, 'extract'>;

const LEAST_GAIN = 1.3;
const WARM_UPS = 2;
/** Pairs of runs: at least so many, and up to so many more on a busy machine before a gain is given up. */
const PAIRS = { least: 7, most: 50 } as const;

/**
 * Measures both extractors in turns, so that other work on the machine burdens both; the fastest run of each counts.
 * It goes on for up to 50 pairs of runs as long as int8 does not pay.
 */
export async function timeFeatures(float32: Extractor, int8: Extractor, image: Image): Promise<FeatureTimes> {
  let times: FeatureTimes = { float32Ms: Number.POSITIVE_INFINITY, int8Ms: Number.POSITIVE_INFINITY };
  for (let pair = -WARM_UPS; pair < PAIRS.most && !(pair >= PAIRS.least && pays(times)); pair++) {
    const [float32Ms, int8Ms] = [await timeOnce(float32, image), await timeOnce(int8, image)];
    if (pair < 0) continue;
    times = { float32Ms: Math.min(times.float32Ms, float32Ms), int8Ms: Math.min(times.int8Ms, int8Ms) };
  }
  return times;
}

/**
 * Refuses 8 bits where they save too little to give up exactness for.
 *
 * @throws InspectError `invalid_argument` with both times unless int8 is at least 1.3 times as fast.
 */
export function checkInt8Gain(times: FeatureTimes): void {
  if (pays(times)) return;
  const { float32Ms, int8Ms } = times;
  throw new InspectError(
    'invalid_argument',
    `int8 does not pay on this machine: the features of a picture take ${int8Ms.toFixed(1)} ms in int8 and ${float32Ms.toFixed(1)} ms in float32, and int8 should be at least ${LEAST_GAIN} times as fast. Leave --precision int8 out; or use a processor with 8-bit dot products (VNNI or similar), and try again when the machine is not busy.`,
  );
}

/** The gain in one sentence. */
export function gainNote({ float32Ms, int8Ms }: FeatureTimes): string {
  const gain = (float32Ms / int8Ms).toFixed(1);
  return `In int8 the features of a picture take ${int8Ms.toFixed(1)} ms, in float32 ${float32Ms.toFixed(1)} ms: ${gain} times as fast here.`;
}

function pays({ float32Ms, int8Ms }: FeatureTimes): boolean {
  return float32Ms >= LEAST_GAIN * int8Ms;
}

async function timeOnce(extractor: Extractor, image: Image): Promise<number> {
  const started = performance.now();
  await extractor.extract(image);
  return performance.now() - started;
}
