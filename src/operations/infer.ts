import { join } from 'node:path';
import type { Config, ConfigKey } from '../config.ts';
import { InspectError, throwIfCancelled } from '../errors.ts';
import { readImage, readMask } from '../image/codec.ts';
import type { Image, Mask } from '../image/image.ts';
import { saveResult } from './inspect.ts';
import { type OpenCategory, openCategory } from './open-category.ts';
import { noneReadable, type PictureToInspect, picturesToInspect } from './pictures-to-inspect.ts';
import { resultsFolder } from './places.ts';
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
export interface InferenceResult {
  readonly path: string;
  readonly anomaly_score: number;
  readonly threshold: number;
  readonly p_value: number;
  readonly decision: 'PASS' | 'FAIL';
  readonly is_anomaly: boolean;
  readonly reason: string;
  /** The patch that decided and the training picture's patch that came closest to it, in the patch grid. */
  readonly evidence: {
    readonly row: number;
    readonly column: number;
    readonly distance: number;
    readonly normal: { readonly picture: string; readonly row: number; readonly column: number };
  };
  readonly inspection_ms: number;
  readonly result_picture: string | null;
}

export interface Inference {
  readonly category: string;
  readonly model_version: string;
  readonly threshold: number;
  readonly device: string;
  readonly load_ms: number;
  readonly images: readonly InferenceResult[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Inspects pictures with a category's current model and saves result pictures.
 *
 * @throws InspectError; a picture that cannot be read is an error when it is the only one or all are so, else it is
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
  const category = await openCategory(config, request.category, request.explicit, pictures.length);
  await decoderReady;
  try {
    const images: InferenceResult[] = [];
    const skipped: { path: string; reason: string }[] = [];
    for (const [index, picture] of pictures.entries()) {
      throwIfCancelled(signal);
      try {
        images.push(await inspectPicture(config, request, category, picture, reporter));
      } catch (cause) {
        if (!(cause instanceof InspectError) || cause.code !== 'image_unreadable' || pictures.length === 1)
          throw cause;
        skipped.push({ path: picture.path, reason: cause.message });
        reporter.note(`Left out: ${cause.message}`);
      }
      reporter.progress('inspecting', index + 1, pictures.length);
    }
    if (images.length === 0) throw noneReadable(pictures.length, skipped[0]!.reason);
    const { model, device, loadMs } = category;
    return {
      category: request.category,
      model_version: model.version,
      threshold: model.config.threshold,
      device,
      load_ms: loadMs,
      images,
      skipped,
    };
  } finally {
    await category.close();
  }
}

async function inspectPicture(
  config: Config,
  request: InferenceRequest,
  category: OpenCategory,
  picture: PictureToInspect,
  reporter: Run['reporter'],
): Promise<InferenceResult> {
  const started = performance.now();
  const image = await readImage(picture.path);
  const detection = await category.detect(image);
  const inspectionMs = performance.now() - started;
  const target = join(resultsFolder(config, request.category), picture.resultName);
  const saved = request.save
    ? await saveResult(category, target, {
        name: picture.name,
        image,
        detection,
        mask: await fittingMask(picture.maskPath, image, reporter),
      })
    : null;
  const { normal, row, column, distance } = detection.evidence;
  return {
    path: picture.path,
    anomaly_score: detection.score,
    threshold: category.model.config.threshold,
    p_value: detection.pValue,
    decision: detection.decision,
    is_anomaly: detection.decision === 'FAIL',
    reason: detection.reason,
    evidence: {
      row,
      column,
      distance,
      normal: {
        picture: category.model.trainingImages[normal.picture]!.name,
        row: normal.row,
        column: normal.column,
      },
    },
    inspection_ms: inspectionMs,
    result_picture: saved,
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
