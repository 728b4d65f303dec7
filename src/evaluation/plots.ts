import type { EvaluationReport } from '../schemas/report.ts';
import { precisionRecallPlot, rocPlot } from './curve-plots.ts';
import { defectTypePlot } from './defect-type-plot.ts';
import { renderSvg } from './plot-rendering.ts';
import { DARK, LIGHT } from './plot-theme.ts';
import { scoreDistributionPlot } from './score-distribution-plot.ts';

/** A drawn plot. */
export interface Plot {
  readonly name: 'roc_curve' | 'precision_recall_curve' | 'score_distribution' | 'per_defect_type';
  /** What the plot shows, for those who cannot see it. */
  readonly description: string;
  readonly svg: string;
}

const PLOTS = [
  { name: 'score_distribution', draw: scoreDistributionPlot, description: 'Histogram of anomaly scores' },
  { name: 'per_defect_type', draw: defectTypePlot, description: 'Anomaly scores of each defect type' },
  { name: 'roc_curve', draw: rocPlot, description: 'ROC curve of the test set' },
  {
    name: 'precision_recall_curve',
    draw: precisionRecallPlot,
    description: 'Precision-recall curve of the test set',
  },
] as const;

/** Draws the plots of a report, 900 pixels wide; those that its pictures do not allow are left out. */
export function drawPlots(report: EvaluationReport, theme: 'light' | 'dark' = 'light'): Plot[] {
  return PLOTS.flatMap(({ name, draw, description }) => {
    const option = draw(report, theme === 'light' ? LIGHT : DARK);
    if (!option) return [];
    const svg = renderSvg(option, `${name}-${theme}`, { width: 900, height: heightOf(name, report) });
    return [{ name, description, svg }];
  });
}

/** Pixels; a plot with a row a defect type grows with them. */
function heightOf(name: Plot['name'], report: EvaluationReport): number {
  const rows = Object.keys(report.per_defect_type).length + 1;
  return name === 'per_defect_type' ? Math.max(600, 210 + rows * 52) : 600;
}
