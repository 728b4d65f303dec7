import { basename, join } from 'node:path';
import type { Config, ConfigKey } from '../config.ts';
import { InspectError, throwIfCancelled } from '../errors.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import { buildGaugeReport, type GaugeReport } from '../evaluation/gauge-report.ts';
import { writeGauge } from '../evaluation/write-gauge.ts';
import type { Verdict } from '../patchcore/decision.ts';
import type { Judgement, Rating } from '../statistics/agreement-pairs.ts';
import type { Measurement } from '../statistics/gauge-anova.ts';
import { openCategory } from './open-category.ts';
import { resultsFolder } from './places.ts';
import type { Run } from './reporter.ts';
import { readStudy, type Study, type StudyRow } from './study-rows.ts';

export interface GaugeRequest {
  readonly category: string;
  /** Path of the study, a CSV file. */
  readonly study: string;
  /** The appraisers that are machines; found by their pictures, or by the name "machine", when left out. */
  readonly machines?: readonly string[];
  /** What a REVIEW verdict counts as. */
  readonly reviewAs: Judgement;
  /** Width of the tolerance of the scores. */
  readonly tolerance?: number;
  readonly save: boolean;
  /** Options named on the command line; they must not contradict the model. */
  readonly explicit: ReadonlySet<ConfigKey>;
}

/** An analysis and where it was written; null when nothing was. */
export interface Gauge {
  readonly report: GaugeReport;
  readonly folder: string | null;
}

/**
 * Analyses how well a category's verdicts and scores repeat, and how they agree with inspectors and with the truth.
 * Where the study names pictures without verdicts, the category's current model judges them.
 *
 * @throws InspectError `data_not_found`, `data_invalid`, `image_unreadable`, `cancelled`, and those of loading a model.
 */
export async function measureGauge(config: Config, request: GaugeRequest, run: Run): Promise<Gauge> {
  checkCategoryName(request.category);
  const study = await readStudy(request.study);
  const machines = machinesOf(study, request);
  const judged = await judgePictures(config, request, study, run);
  const ratings = judged.rows.flatMap(({ verdict, ...row }) =>
    verdict === null ? [] : [ratingOf(row, verdict, request.reviewAs)],
  );
  const measurements = judged.rows.flatMap(({ part, appraiser, score }): Measurement[] =>
    score === null ? [] : [{ part, appraiser, value: score }],
  );
  const report = buildGaugeReport({
    category: request.category,
    createdAt: new Date(),
    studyFile: basename(request.study),
    machines,
    modelVersion: judged.modelVersion,
    threshold: judged.threshold,
    ratings,
    reviews: judged.rows.filter(({ verdict }) => verdict === 'REVIEW').length,
    reviewAs: request.reviewAs,
    references: study.references,
    measurements,
    tolerance: request.tolerance ?? null,
    repeatedPictures: judged.repeatedPictures,
  });
  if (!request.save) return { report, folder: null };
  throwIfCancelled(run.signal);
  const folder = join(resultsFolder(config, request.category), 'gauge');
  await writeGauge(folder, report);
  return { report, folder };
}

interface JudgedStudy {
  readonly rows: readonly StudyRow[];
  readonly modelVersion: string | null;
  readonly threshold: number | null;
  readonly repeatedPictures: number;
}

/** Fills in verdict and score of the pictures; each picture is inspected once, however often it is shown. */
async function judgePictures(
  config: Config,
  request: GaugeRequest,
  { rows }: Study,
  { reporter, signal }: Run,
): Promise<JudgedStudy> {
  const shown = rows.flatMap(({ picture }) => (picture === null ? [] : [picture]));
  const pictures = [...new Set(shown)];
  if (pictures.length === 0) return { rows, modelVersion: null, threshold: null, repeatedPictures: 0 };
  const category = await openCategory(config, request.category, request.explicit, pictures.length, signal);
  try {
    const found = new Map<string, { readonly verdict: Verdict; readonly score: number }>();
    for (const path of pictures) {
      throwIfCancelled(signal);
      const { decision, score } = await category.detect(await category.read(path));
      found.set(path, { verdict: decision, score });
      reporter.progress('inspecting', found.size, pictures.length);
    }
    return {
      rows: rows.map(row => (row.picture === null ? row : { ...row, ...found.get(row.picture)! })),
      modelVersion: category.model.version,
      threshold: category.model.config.threshold,
      repeatedPictures: shown.length - pictures.length,
    };
  } finally {
    await category.close();
  }
}

function machinesOf({ rows }: Study, { machines, study }: GaugeRequest): readonly string[] {
  const names = [...new Set(rows.map(({ appraiser }) => appraiser))];
  const unknown = machines?.find(name => !names.includes(name));
  if (unknown !== undefined)
    throw new InspectError(
      'invalid_argument',
      `${study} has no appraiser "${unknown}"; expected one of ${names.join(', ')}.`,
    );
  if (machines) return machines;
  const judges = new Set(rows.flatMap(row => (row.picture === null ? [] : [row.appraiser])));
  return judges.size > 0 ? [...judges] : names.filter(name => name.toLowerCase() === 'machine');
}

function ratingOf(
  { part, appraiser, trial }: Omit<StudyRow, 'verdict'>,
  verdict: Verdict,
  reviewAs: Judgement,
): Rating {
  return { part, appraiser, trial, judgement: verdict === 'REVIEW' ? reviewAs : verdict };
}
