import { join } from 'node:path';
import type { Config, ConfigKey } from '../config.ts';
import { type ErrorCode, InspectError } from '../errors.ts';
import { sha256, writeFileAtomically } from '../files.ts';
import { readImage, readMask, readPictureFile } from '../image/codec.ts';
import type { Image, Mask } from '../image/image.ts';
import type { ReplayRecord } from '../schemas/replay-record.ts';
import { type DetectionFacts, detectionFacts } from './detection-facts.ts';
import { saveResult } from './inspect.ts';
import type { GuardedDetection } from './model-guard.ts';
import { type OpenCategory, openCategory } from './open-category.ts';
import { overlap, type Steps } from './overlap.ts';
import { noneReadable, type PictureToInspect, picturesToInspect } from './pictures-to-inspect.ts';
import { resultsFolder } from './places.ts';
import { type ReadPicture, replayRecord } from './replay-record.ts';
import type { Run } from './reporter.ts';

export interface InferenceRequest {
  readonly category: string;
  /** Pictures to inspect; the category's test set when empty. */
  readonly images: readonly string[];
  readonly save: boolean;
  /** Options named on the command line; they must not contradict the model. */
  readonly explicit: ReadonlySet<ConfigKey>;
}

/** One inspected picture as `inference --json` prints it; wire names. */
export interface InferenceResult extends DetectionFacts {
  readonly path: string;
  /** Milliseconds from the decoded picture to the decision; other pictures are read and saved meanwhile. */
  readonly inspection_ms: number;
  readonly result_picture: string | null;
  /** From which `replay` repeats the inspection; saved beside the result picture. */
  readonly record: ReplayRecord;
}

export interface Inference {
  readonly category: string;
  readonly model_version: string;
  readonly threshold: number;
  readonly review_threshold: number;
  readonly device: string;
  readonly load_ms: number;
  readonly images: readonly InferenceResult[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** What can be wrong with one picture and does not keep the others from being inspected. */
const OF_ONE_PICTURE: ReadonlySet<ErrorCode> = new Set(['image_unreadable', 'data_invalid']);

/**
 * Inspects pictures with a category's current model and saves result pictures.
 *
 * @throws InspectError; a picture that cannot be read, or has a size that the model has not learned, is an error when it is the only one or all are so, else it is
 * skipped and named.
 */
export async function infer(
  config: Config,
  request: InferenceRequest,
  { reporter, signal }: Run,
): Promise<Inference> {
  const pictures = await picturesToInspect(config.dataRoot, request.category, request.images);
  // Decoding once while the model loads wakes the decoder up; whether the picture is readable is told in its turn.
  const decoderReady = readImage(pictures[0]!.path).catch(() => undefined);
  const category = await openCategory(config, request.category, request.explicit, pictures.length, signal);
  if (category.deviceNote !== null) reporter.note(category.deviceNote);
  await decoderReady;
  try {
    const images: InferenceResult[] = [];
    const skipped: { path: string; reason: string }[] = [];
    const steps = inspectionSteps(config, request, category, reporter);
    for await (const { item, result } of overlap(pictures, steps, signal)) {
      try {
        images.push(await result);
      } catch (cause) {
        if (!(cause instanceof InspectError) || !OF_ONE_PICTURE.has(cause.code) || pictures.length === 1)
          throw cause;
        skipped.push({ path: item.path, reason: cause.message });
        reporter.note(`Left out: ${cause.message}`);
      }
      reporter.progress('inspecting', images.length + skipped.length, pictures.length);
    }
    if (images.length === 0) throw noneReadable(pictures.length, skipped[0]!.reason);
    const { model, device, loadMs } = category;
    return {
      category: request.category,
      model_version: model.version,
      threshold: model.config.threshold,
      review_threshold: model.config.calibration.review_threshold,
      device,
      load_ms: loadMs,
      images,
      skipped,
    };
  } finally {
    await category.close();
  }
}

interface Inspected {
  readonly picture: ReadPicture;
  readonly detection: GuardedDetection;
  readonly inspectionMs: number;
}

/** Reading, inspecting and saving one picture. */
function inspectionSteps(
  config: Config,
  request: InferenceRequest,
  category: OpenCategory,
  reporter: Run['reporter'],
): Steps<PictureToInspect, ReadPicture, Inspected, InferenceResult> {
  const folder = resultsFolder(config, request.category);
  return {
    async load({ path }) {
      const bytes = await readPictureFile(path);
      return { path, sha256: sha256(bytes), image: await category.read({ name: path, bytes }) };
    },
    async compute(_, picture) {
      const started = performance.now();
      const detection = await category.detect(picture.image);
      return { picture, detection, inspectionMs: performance.now() - started };
    },
    async save({ path, name, maskPath, resultName }, { picture, detection, inspectionMs }) {
      const { image } = picture;
      const record = await replayRecord(category, picture, detection);
      const saved = request.save
        ? await saveResult(category, join(folder, resultName), {
            name,
            image,
            detection,
            mask: await fittingMask(maskPath, image, reporter),
          })
        : null;
      const facts = detectionFacts(category, detection, image);
      if (request.save)
        await writeFileAtomically(
          join(folder, `${resultName}_result.json`),
          `${JSON.stringify(record, null, 2)}\n`,
        );
      return { path, ...facts, inspection_ms: inspectionMs, result_picture: saved, record };
    },
  };
}

/** The labelled defect to show beside the result; one that cannot be shown is named and left out. */
async function fittingMask(
  path: string | null,
  { width, height }: Image,
  reporter: Run['reporter'],
): Promise<Mask | null> {
  if (path === null) return null;
  try {
    const mask = await readMask(path);
    if (mask.width === width && mask.height === height) return mask;
    reporter.note(
      `The mask ${path} is not shown: it has ${mask.width} x ${mask.height} pixels, its picture ${width} x ${height}.`,
    );
  } catch (cause) {
    if (!(cause instanceof InspectError)) throw cause;
    reporter.note(`The mask is not shown: ${cause.message}`);
  }
  return null;
}
