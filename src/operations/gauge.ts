import { basename, join } from 'node:path';
import type { Config, ConfigKey } from '../config.ts';
import { InspectError, throwIfCancelled } from '../errors.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import { gaugePage } from '../evaluation/gauge-page.ts';
import { drawGaugePlots } from '../evaluation/gauge-plots.ts';
import { buildGaugeReport, type GaugeReport } from '../evaluation/gauge-report.ts';
import { writeGauge } from '../evaluation/write-gauge.ts';
import type { Verdict } from '../patchcore/decision.ts';
import type { Judgement, Rating } from '../statistics/agreement-pairs.ts';
import type { Measurement } from '../statistics/gauge-anova.ts';
import { openCategory } from './open-category.ts';
import { resultsFolder } from './places.ts';
import type { Run } from './reporter.ts';
import { parseStudy, readStudy, type Study, type StudyRow } from './study-rows.ts';
import { invalid } from './study-table.ts';

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
  const report = analyse({ ...request, study: basename(request.study) }, machines, study, judged);
  if (!request.save) return { report, folder: null };
  throwIfCancelled(run.signal);
  const folder = join(resultsFolder(config, request.category), 'gauge');
  await writeGauge(folder, report);
  return { report, folder };
}

/** A study whose text was handed in; nothing is read from the disk. */
export interface GivenStudy extends Omit<GaugeRequest, 'study' | 'save' | 'explicit'> {
  /** How messages and the report name it. */
  readonly name: string;
  /** The CSV file. */
  readonly text: string;
}

/**
 * Analyses a study that holds all verdicts and scores itself.
 *
 * @returns the report, and a page of it
 * @throws InspectError `data_invalid` with line and column, and for pictures without verdict, which lie elsewhere;
 * `invalid_argument` for a machine that is not in it.
 */
export function measureGivenStudy(request: GivenStudy): { readonly report: GaugeReport; page(): string } {
  const { name, text } = request;
  const study = parseStudy(name, text);
  const shown = study.rows.find(({ picture }) => picture !== null);
  if (shown)
    throw invalid(
      name,
      shown.line,
      `there is a picture and no verdict; a study that is handed in brings verdict or score in every line. Where pictures are to be judged, use "inspectai gauge" on the machine that has them`,
    );
  const machines = machinesOf(study, { ...request, study: name });
  const judged = { rows: study.rows, modelVersion: null, threshold: null, repeatedPictures: 0 };
  const report = analyse({ ...request, study: name }, machines, study, judged);
  return {
    report,
    page: () =>
      gaugePage(report, { light: drawGaugePlots(report, 'light'), dark: drawGaugePlots(report, 'dark') }),
  };
}

function analyse(
  {
    category,
    study: studyFile,
    reviewAs,
    tolerance = null,
  }: Pick<GaugeRequest, 'category' | 'study' | 'reviewAs'> & { readonly tolerance?: number | null },
  machines: readonly string[],
  { references }: Study,
  { rows, ...judged }: JudgedStudy,
): GaugeReport {
  return buildGaugeReport({
    category,
    createdAt: new Date(),
    studyFile,
    machines,
    ...judged,
    ratings: rows.flatMap(({ verdict, ...row }) =>
      verdict === null ? [] : [ratingOf(row, verdict, reviewAs)],
    ),
    reviews: rows.filter(({ verdict }) => verdict === 'REVIEW').length,
    reviewAs,
    references,
    measurements: rows.flatMap(({ part, appraiser, score }): Measurement[] =>
      score === null ? [] : [{ part, appraiser, value: score }],
    ),
    tolerance,
  });
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

function machinesOf(
  { rows }: Study,
  { machines, study }: Pick<GaugeRequest, 'machines' | 'study'>,
): readonly string[] {
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
