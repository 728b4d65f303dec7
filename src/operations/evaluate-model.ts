import { join } from 'node:path';
import type { Config, ConfigKey } from '../config.ts';
import { InspectError, throwIfCancelled } from '../errors.ts';
import { type TestPicture, testPictures } from '../evaluation/dataset.ts';
import type { EvaluatedPicture } from '../evaluation/evaluation-input.ts';
import { extremes } from '../evaluation/extremes.ts';
import { buildReport } from '../evaluation/report.ts';
import type { ResultPicture } from '../evaluation/report-pictures.ts';
import { writeEvaluation } from '../evaluation/write-evaluation.ts';
import { readImage, readMask } from '../image/codec.ts';
import type { Image, Mask } from '../image/image.ts';
import { cropMap, frameOf, maskInMap } from '../patchcore/frame.ts';
import type { EvaluationReport } from '../schemas/report.ts';
import { drawResult } from './inspect.ts';
import { type OpenCategory, openCategory } from './open-category.ts';
import { noneReadable } from './pictures-to-inspect.ts';
import { resultsFolder } from './places.ts';
import type { Run } from './reporter.ts';

export interface EvaluationRequest {
  readonly category: string;
  /** Options named on the command line; they must not contradict the model. */
  readonly explicit: ReadonlySet<ConfigKey>;
  readonly save: boolean;
  readonly plots: boolean;
}

/** An evaluation and where it was written; null when nothing was. */
export interface Evaluation {
  readonly report: EvaluationReport;
  readonly folder: string | null;
}

/** Inspects a category's whole test set and measures how good the decisions are. */
export async function evaluateModel(
  config: Config,
  request: EvaluationRequest,
  run: Run,
): Promise<Evaluation> {
  const started = performance.now();
  const tests = await testPictures(config.dataRoot, request.category);
  const category = await openCategory(config, request.category, request.explicit, tests.length);
  try {
    const { pictures, skipped, picturesMs } = await inspectAll(category, tests, run);
    const { config: model, version } = category.model;
    const report = buildReport({
      category: request.category,
      createdAt: new Date(),
      model: {
        version,
        backbone: model.backbone.name,
        layers: model.layers,
        imageSize: model.preprocessing.image_size,
        threshold: model.threshold,
        thresholdMethod: model.calibration.method,
        maxFalseRejectRate:
          model.calibration.method === 'false_reject_rate' ? model.calibration.max_false_reject_rate : null,
      },
      pictures,
      skipped,
      timings: { loadMs: category.loadMs, picturesMs, totalMs: performance.now() - started },
    });
    if (!request.save) return { report, folder: null };
    const folder = join(resultsFolder(config, request.category), 'evaluation');
    const telling = request.plots
      ? await drawTelling(category, tests, report, run.signal)
      : new Map<string, ResultPicture>();
    await writeEvaluation(folder, report, {
      plots: request.plots,
      pictures: telling,
      ...(run.signal && { signal: run.signal }),
    });
    return { report, folder };
  } finally {
    await category.close();
  }
}

async function inspectAll(category: OpenCategory, tests: readonly TestPicture[], { reporter, signal }: Run) {
  const pictures: EvaluatedPicture[] = [];
  const skipped: { path: string; reason: string }[] = [];
  const started = performance.now();
  let next = read(tests[0]!);
  for (const [index, test] of tests.entries()) {
    throwIfCancelled(signal);
    const current = next;
    if (index + 1 < tests.length) next = read(tests[index + 1]!);
    const loaded = await current;
    if (loaded instanceof InspectError) {
      if (loaded.code !== 'image_unreadable') throw loaded;
      skipped.push({ path: test.name, reason: loaded.message });
      reporter.note(`Left out: ${loaded.message}`);
    } else {
      pictures.push(await inspectOne(category, test, loaded));
    }
    reporter.progress('inspecting', index + 1, tests.length);
  }
  if (pictures.length === 0) throw noneReadable(tests.length, skipped[0]!.reason);
  return { pictures, skipped, picturesMs: performance.now() - started };
}

interface LoadedTest {
  readonly image: Image;
  readonly mask: Mask | null;
}

/** Decodes on other threads while the previous picture is computed; errors wait for their turn. */
async function read({ path, maskPath }: TestPicture): Promise<LoadedTest | InspectError> {
  try {
    const [image, mask] = await Promise.all([readImage(path), maskPath === null ? null : readMask(maskPath)]);
    if (mask && (mask.width !== image.width || mask.height !== image.height)) {
      throw new InspectError(
        'data_invalid',
        `The mask ${maskPath} has ${mask.width} x ${mask.height} pixels and its picture ${path} has ${image.width} x ${image.height}; they must be equal.`,
      );
    }
    return { image, mask };
  } catch (cause) {
    if (cause instanceof InspectError) return cause;
    throw cause;
  }
}

async function inspectOne(
  category: OpenCategory,
  test: TestPicture,
  { image, mask }: LoadedTest,
): Promise<EvaluatedPicture> {
  const started = performance.now();
  const { score, pValue, map } = await category.detect(image);
  const inspectionMs = performance.now() - started;
  const frame = frameOf(image, category.preprocessing);
  return {
    path: test.name,
    defectType: test.defectType,
    anomalyScore: score,
    pValue,
    inspectionMs,
    map: cropMap(map, frame),
    mask: mask && maskInMap(mask, frame),
  };
}

/** Result pictures of the worst mistakes and closest calls, by the report's path. */
async function drawTelling(
  category: OpenCategory,
  tests: readonly TestPicture[],
  report: EvaluationReport,
  signal?: AbortSignal,
): Promise<Map<string, ResultPicture>> {
  const { goods, defects } = extremes(report);
  const drawn = new Map<string, ResultPicture>();
  for (const { path: name } of [...goods, ...defects]) {
    throwIfCancelled(signal);
    const loaded = await read(tests.find(test => test.name === name)!);
    if (loaded instanceof InspectError) continue;
    const detection = await category.detect(loaded.image);
    drawn.set(name, {
      mediaType: 'image/png',
      bytes: await drawResult(category, { name, detection, ...loaded }),
    });
  }
  return drawn;
}
