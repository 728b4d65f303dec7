import { join } from 'node:path';
import type { Config, ConfigKey } from '../config.ts';
import { InspectError } from '../errors.ts';
import { type TestPicture, testPictures } from '../evaluation/dataset.ts';
import type { EvaluatedPicture } from '../evaluation/evaluation-input.ts';
import { extremes } from '../evaluation/extremes.ts';
import { buildReport } from '../evaluation/report.ts';
import type { ResultPicture } from '../evaluation/report-pictures.ts';
import { writeEvaluation } from '../evaluation/write-evaluation.ts';
import { readMask } from '../image/codec.ts';
import type { Image, Mask, Plane } from '../image/image.ts';
import type { Detection } from '../patchcore/detect.ts';
import { cropMap, cropMask, maskInMap } from '../patchcore/frame.ts';
import type { EvaluationReport } from '../schemas/report.ts';
import { drawResult } from './inspect.ts';
import { type OpenCategory, openCategory } from './open-category.ts';
import { overlap } from './overlap.ts';
import { noneReadable } from './pictures-to-inspect.ts';
import { resultsFolder } from './places.ts';
import type { Run } from './reporter.ts';

export interface EvaluationRequest {
  readonly category: string;
  /** The category's folder, wherever it is, instead of the one in the data root. */
  readonly folder?: string | undefined;
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
  const tests = await testPictures(config.dataRoot, request.category, request.folder);
  const category = await openCategory(config, request.category, request.explicit, tests.length, run.signal);
  if (category.deviceNote !== null) run.reporter.note(category.deviceNote);
  try {
    const { pictures, skipped, picturesMs } = await inspectAll(category, tests, run);
    const { config: model, version } = category.model;
    const report = buildReport({
      category: request.category,
      createdAt: new Date(),
      model: {
        version,
        backbone: model.backbone.name,
        precision: model.precision,
        layers: model.layers,
        imageSize: model.preprocessing.image_size,
        tiling: model.preprocessing.tiling,
        regionOfInterest: model.region_of_interest,
        threshold: model.threshold,
        reviewThreshold: model.calibration.review_threshold,
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
  const steps = {
    load: (test: TestPicture) => read(category, test),
    compute: (test: TestPicture, loaded: LoadedTest) => inspectOne(category, test, loaded),
    save: async (_: TestPicture, picture: EvaluatedPicture) => picture,
  };
  for await (const { item, result } of overlap(tests, steps, signal)) {
    try {
      pictures.push(await result);
    } catch (cause) {
      if (!(cause instanceof InspectError) || cause.code !== 'image_unreadable') throw cause;
      skipped.push({ path: item.name, reason: cause.message });
      reporter.note(`Left out: ${cause.message}`);
    }
    reporter.progress('inspecting', pictures.length + skipped.length, tests.length);
  }
  if (pictures.length === 0) throw noneReadable(tests.length, skipped[0]!.reason);
  return { pictures, skipped, picturesMs: performance.now() - started };
}

interface LoadedTest {
  readonly image: Image;
  readonly mask: Mask | null;
}

/** Decodes picture and mask on other threads. */
async function read(category: OpenCategory, { path, maskPath }: TestPicture): Promise<LoadedTest> {
  const [image, mask] = await Promise.all([
    category.read(path),
    maskPath === null ? null : readMask(maskPath),
  ]);
  if (mask && (mask.width !== image.width || mask.height !== image.height)) {
    throw new InspectError(
      'data_invalid',
      `The mask ${maskPath} has ${mask.width} x ${mask.height} pixels and its picture ${path} has ${image.width} x ${image.height}; they must be equal.`,
    );
  }
  return { image, mask };
}

async function inspectOne(
  category: OpenCategory,
  test: TestPicture,
  { image, mask }: LoadedTest,
): Promise<EvaluatedPicture> {
  const started = performance.now();
  const { score, decision, pValue, map, frame, region } = await category.detect(image);
  const inspectionMs = performance.now() - started;
  return {
    path: test.name,
    defectType: test.defectType,
    anomalyScore: score,
    decision,
    pValue,
    inspectionMs,
    map: uninspectedAsNormal(cropMap(map, frame)),
    mask: mask && maskInMap(mask, frame),
    ignored: region && inverse(cropMask(region, frame)),
  };
}

function inverse(mask: Mask): Mask {
  return { ...mask, data: mask.data.map(pixel => 1 - pixel) };
}

/** Where nothing was inspected no anomaly was found: a defect there is missed. */
function uninspectedAsNormal(map: Plane): Plane {
  return { ...map, data: map.data.map(value => (Number.isNaN(value) ? 0 : value)) };
}

/** Result pictures of the worst mistakes and closest calls, by the report's path. */
async function drawTelling(
  category: OpenCategory,
  tests: readonly TestPicture[],
  report: EvaluationReport,
  signal?: AbortSignal,
): Promise<Map<string, ResultPicture>> {
  const { goods, defects } = extremes(report);
  const telling = [...goods, ...defects].map(({ path }) => tests.find(test => test.name === path)!);
  const steps = {
    load: (test: TestPicture) => read(category, test),
    compute: async (_: TestPicture, loaded: LoadedTest) => ({
      ...loaded,
      detection: await category.detect(loaded.image),
    }),
    save: ({ name }: TestPicture, inspected: LoadedTest & { readonly detection: Detection }) =>
      drawResult(category, { name, ...inspected }),
  };
  const drawn = new Map<string, ResultPicture>();
  for await (const { item, result } of overlap(telling, steps, signal)) {
    try {
      drawn.set(item.name, { mediaType: 'image/png', bytes: await result });
    } catch (cause) {
      if (!(cause instanceof InspectError)) throw cause; // a picture that is gone by now is not shown
    }
  }
  return drawn;
}
