import type { Command } from 'commander';
import { listCategories } from '../../evaluation/dataset.ts';
import { type Evaluation, evaluateModel } from '../../operations/evaluate-model.ts';
import type { EvaluationReport } from '../../schemas/report.ts';
import { type CategoryChoice, eachCategory } from '../each-category.ts';
import { addConfigOptions, runCommand } from '../run-command.ts';
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
    .option('--no-plots', 'do not draw plots and result pictures');
  addConfigOptions(command).action((options: EvaluateOptions) =>
    runCommand(command, session =>
      eachCategory(options, session, {
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
      }),
    ),
  );
}

/** All figures of one evaluation. */
export function showEvaluation({ report, folder }: Evaluation): string {
  const { confusion, timings } = report;
  const types = Object.entries(report.per_defect_type).map(([type, result]) => ({ type, ...result }));
  const perType = formatTable(
    [
      { title: 'defect type', value: row => row.type },
      { title: 'pictures', value: row => String(row.count), align: 'right' },
      { title: 'caught', value: row => String(row.detected), align: 'right' },
      { title: 'image AUROC', value: row => percent(row.image_auroc, 2), align: 'right' },
      { title: 'pixel AUROC', value: row => percent(row.pixel_auroc, 2), align: 'right' },
    ],
    types,
  );
  return [
    formatTable(COLUMNS, [report]),
    ...(types.length > 0 ? ['', perType] : []),
    '',
    `Confusion at threshold ${report.threshold.toFixed(3)}: ${confusion.true_positives} defects caught, ${confusion.false_negatives} missed; ${confusion.true_negatives} good parts passed, ${confusion.false_positives} rejected.`,
    `False-reject rate ${percent(report.false_reject_rate)} (95 % interval ${interval(report.false_reject_interval)}), recall ${percent(report.recall)} (${interval(report.recall_interval)}).`,
    `One inspection takes ${timings.inspection_ms_median?.toFixed(1) ?? '-'} ms (median).`,
    ...(report.skipped.length > 0
      ? [`${report.skipped.length} pictures could not be read and were left out.`]
      : []),
    ...(folder === null ? [] : [`Report: ${folder}/report.html`]),
  ].join('\n');
}

/** One table of all categories and their mean. */
export function showEvaluations(evaluations: readonly Evaluation[]): string {
  const reports = evaluations.map(evaluation => evaluation.report);
  return `${formatTable(COLUMNS, [...reports, meanOf(reports)])}`;
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
>;

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
];

function figure(title: string, value: (row: Figures) => number | null): Column<Figures> {
  return { title, value: row => percent(value(row), 2), align: 'right' };
}

/** The mean of every figure over the categories that have it. */
function meanOf(reports: readonly Figures[]): Figures {
  const mean = (value: (row: Figures) => number | null) => {
    const values = reports.map(value).filter(found => found !== null);
    return values.length === 0 ? null : values.reduce((sum, found) => sum + found, 0) / values.length;
  };
  return {
    category: 'mean',
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

function interval(bounds: readonly [number, number] | null): string {
  return bounds === null ? '-' : `${percent(bounds[0])} to ${percent(bounds[1])}`;
}
