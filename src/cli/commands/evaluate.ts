import type { Command } from 'commander';
import { cautions } from '../../evaluation/conclusion.ts';
import type { Evaluation } from '../../operations/evaluate-model.ts';
import type { EvaluationReport, VerdictCounts } from '../../schemas/report.ts';
import { addConfigOptions, CATEGORY_OPTIONS, MODEL_OPTIONS, MODEL_OPTIONS_NOTE } from '../config-options.ts';
import { type CategoryChoice, eachCategory } from '../each-category.ts';
import { runCommand } from '../run-command.ts';
import { type Column, formatTable, percent } from '../table.ts';

interface EvaluateOptions extends CategoryChoice {
  readonly save: boolean;
  readonly plots: boolean;
}

/** `inspectai evaluate` */
export function addEvaluateCommand(program: Command): void {
  const command = program
    .command('evaluate')
    .alias('eval')
    .description('measure a model on its test set: metrics, plots and a report')
    .option('--category <name>', 'category to evaluate')
    .option('--all', 'evaluate every category of the data root')
    .option('--no-save', 'do not write report and plots')
    .option('--no-plots', 'do not draw plots and result pictures')
    .addHelpText(
      'after',
      `
${MODEL_OPTIONS_NOTE}

Examples:
  inspectai evaluate --category bottle --data-root mvtec
  inspectai evaluate --all --data-root mvtec --json --no-save`,
    );
  addConfigOptions(command, CATEGORY_OPTIONS, MODEL_OPTIONS).action((options: EvaluateOptions) =>
    runCommand(command, async session => {
      const { listCategories } = await import('../../evaluation/dataset.ts');
      const { evaluateModel } = await import('../../operations/evaluate-model.ts');
      return eachCategory(options, session, {
        list: () => listCategories(session.config.dataRoot),
        work: category =>
          evaluateModel(
            session.config,
            { category, explicit: session.explicit, save: options.save, plots: options.plots },
            session,
          ),
        json: ({ report }) => report,
        showOne: showEvaluation,
        showAll: showEvaluations,
        summary: evaluations => ({ mean: meanOf(evaluations.map(({ report }) => report)) }),
      });
    }),
  );
}

/** All figures of one evaluation. */
function showEvaluation({ report, folder }: Evaluation): string {
  const { timings } = report;
  const types = Object.entries(report.per_defect_type).map(([type, result]) => ({ type, ...result }));
  const perType = formatTable(
    [
      { title: 'defect type', value: row => row.type },
      { title: 'pictures', value: row => String(row.count), align: 'right' },
      { title: 'caught', value: row => String(row.detected), align: 'right' },
      { title: 'to REVIEW', value: row => String(row.in_review), align: 'right' },
      { title: 'image AUROC', value: row => percent(row.image_auroc, 2), align: 'right' },
      { title: 'pixel AUROC', value: row => percent(row.pixel_auroc, 2), align: 'right' },
    ],
    types,
  );
  return [
    formatTable(COLUMNS, [report]),
    ...(types.length > 0 ? ['', perType] : []),
    '',
    `FAIL above ${report.threshold.toFixed(3)}, REVIEW above ${report.review_threshold.toFixed(3)}.`,
    `Defects: ${inWords(report.verdicts.defective, 'caught', 'escaped')}. Good parts: ${inWords(report.verdicts.good, 'rejected', 'passed')}.`,
    rateSentence('Recall', report.recall, report.recall_interval, 'no defective parts were tested'),
    rateSentence(
      'False-reject rate',
      report.false_reject_rate,
      report.false_reject_interval,
      'no good parts were tested',
    ),
    ...cautions(report),
    `One inspection takes ${timings.inspection_ms_median?.toFixed(1) ?? '-'} ms (median).`,
    ...(report.skipped.length > 0
      ? [`Could not be read and left out: ${report.skipped.map(({ path }) => path).join(', ')}.`]
      : []),
    ...(folder === null ? [] : [`Report: ${folder}/report.html`]),
  ].join('\n');
}

function inWords({ pass, review, fail }: VerdictCounts, failed: string, passed: string): string {
  return `${fail} ${failed}, ${review} to REVIEW, ${pass} ${passed}`;
}

/** One table of all categories and their mean. */
export function showEvaluations(evaluations: readonly Evaluation[]): string {
  const reports = evaluations.map(evaluation => evaluation.report);
  return formatTable(COLUMNS, [...reports, { category: 'mean', ...meanOf(reports) }]);
}

type Figures = Pick<
  EvaluationReport,
  | 'category'
  | 'image_auroc'
  | 'image_average_precision'
  | 'image_f1_max'
  | 'pixel_auroc'
  | 'pixel_average_precision'
  | 'aupro_30'
  | 'aupro_05'
  | 'recall'
  | 'false_reject_rate'
> & { readonly verdicts?: EvaluationReport['verdicts'] };

const COLUMNS: readonly Column<Figures>[] = [
  { title: 'category', value: row => row.category },
  figure('image AUROC', row => row.image_auroc),
  figure('AP', row => row.image_average_precision),
  figure('F1Max', row => row.image_f1_max),
  figure('pixel AUROC', row => row.pixel_auroc),
  figure('AP', row => row.pixel_average_precision),
  figure('AUPRO 0.3', row => row.aupro_30),
  figure('AUPRO 0.05', row => row.aupro_05),
  figure('recall', row => row.recall),
  figure('false rejects', row => row.false_reject_rate),
  reviewed('good to REVIEW', verdicts => verdicts.good),
  reviewed('defects to REVIEW', verdicts => verdicts.defective),
];

function figure(title: string, value: (row: Figures) => number | null): Column<Figures> {
  return { title, value: row => percent(value(row), 2), align: 'right' };
}

/** So many of so many parts; nothing in the row of the means. */
function reviewed(
  title: string,
  of: (verdicts: EvaluationReport['verdicts']) => VerdictCounts,
): Column<Figures> {
  const shown = ({ pass, review, fail }: VerdictCounts) => `${review} of ${pass + review + fail}`;
  return { title, value: ({ verdicts }) => (verdicts ? shown(of(verdicts)) : ''), align: 'right' };
}

/** The mean of every figure over the categories that have it. */
function meanOf(reports: readonly Figures[]): Omit<Figures, 'category'> {
  const mean = (value: (row: Figures) => number | null) => {
    const values = reports.map(value).filter(found => found !== null);
    return values.length === 0 ? null : values.reduce((sum, found) => sum + found, 0) / values.length;
  };
  return {
    image_auroc: mean(row => row.image_auroc),
    image_average_precision: mean(row => row.image_average_precision),
    image_f1_max: mean(row => row.image_f1_max),
    pixel_auroc: mean(row => row.pixel_auroc),
    pixel_average_precision: mean(row => row.pixel_average_precision),
    aupro_30: mean(row => row.aupro_30),
    aupro_05: mean(row => row.aupro_05),
    recall: mean(row => row.recall),
    false_reject_rate: mean(row => row.false_reject_rate),
  };
}

function rateSentence(
  name: string,
  rate: number | null,
  interval: readonly [number, number] | null,
  unknown: string,
): string {
  if (rate === null || interval === null) return `${name}: ${unknown}.`;
  return `${name} ${percent(rate)} (95 % interval ${percent(interval[0])} to ${percent(interval[1])}).`;
}
