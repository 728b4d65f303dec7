import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Config, ConfigKey } from '../config.ts';
import { InspectError, throwIfCancelled } from '../errors.ts';
import { nameInTestSet, type TestPicture, testPictures } from '../evaluation/dataset.ts';
import { readImage, readMask } from '../image/codec.ts';
import { saveResult } from './inspect.ts';
import { type OpenCategory, openCategory } from './open-category.ts';
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

type Inspected = Pick<TestPicture, 'path' | 'name' | 'maskPath'>;

/**
 * Inspects pictures with a category's current model and saves result pictures.
 *
 * @throws InspectError; a single picture that cannot be read is an error, one of several is skipped and named.
 */
export async function infer(
  config: Config,
  request: InferenceRequest,
  { reporter, signal }: Run,
): Promise<Inference> {
  const pictures = await picturesOf(config, request);
  const category = await openCategory(config, request.category, request.explicit);
  try {
    const images: InferenceResult[] = [];
    const skipped: { path: string; reason: string }[] = [];
    for (const [index, picture] of pictures.entries()) {
      throwIfCancelled(signal);
      try {
        images.push(await inspectPicture(config, request, category, picture));
      } catch (cause) {
        if (!(cause instanceof InspectError) || cause.code !== 'image_unreadable' || pictures.length === 1)
          throw cause;
        skipped.push({ path: picture.path, reason: cause.message });
        reporter.note(`Left out: ${cause.message}`);
      }
      reporter.progress('inspecting', index + 1, pictures.length);
    }
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
  picture: Inspected,
): Promise<InferenceResult> {
  const started = performance.now();
  const image = await readImage(picture.path);
  const detection = await category.detect(image);
  const inspectionMs = performance.now() - started;
  const folder = resultsFolder(config, request.category);
  const mask = request.save && picture.maskPath !== null ? await readMask(picture.maskPath) : null;
  const saved = request.save
    ? await saveResult(category, folder, { name: picture.name, image, detection, mask })
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

/** The pictures that were named, with their masks where they belong to the test set; else the whole test set. */
async function picturesOf(
  config: Config,
  { category, images }: InferenceRequest,
): Promise<readonly Inspected[]> {
  if (images.length === 0) return testPictures(config.dataRoot, category);
  const inTestSet = images.some(path => nameInTestSet(config.dataRoot, category, path) !== null);
  const known = inTestSet ? await testPictures(config.dataRoot, category) : [];
  const pictures: Inspected[] = [];
  for (const path of images) {
    const found = await stat(path).catch(() => null);
    if (!found?.isFile()) {
      throw new InspectError(
        'data_not_found',
        `The picture ${path} ${found ? 'is a folder' : 'does not exist'}. Name a picture file with --image.`,
      );
    }
    const absolute = resolve(path);
    const name = `${basename(dirname(absolute)) || 'images'}/${basename(absolute)}`;
    pictures.push(known.find(test => resolve(test.path) === absolute) ?? { path, name, maskPath: null });
  }
  return pictures;
}
