import type { EvaluationReport } from '../schemas/report.ts';
import { formatScore } from './number-format.ts';
import { type PlotTheme, valueAxis } from './plot-theme.ts';
import { scoreScale } from './score-bins.ts';

/** The slice that the plots of scores use of what ECharts hands to a custom series. */
export interface DrawingApi {
  readonly value: (dimension: number) => number;
  readonly coord: (point: readonly [number, number]) => [number, number];
}

/** The horizontal axis of anomaly scores, wide enough for all pictures and the threshold. */
export function scoreAxis(report: EvaluationReport, theme: PlotTheme) {
  const scores = report.images.map(image => image.anomaly_score);
  const { min, max, ticks } = scoreScale(scores, report.threshold);
  const axis = valueAxis(theme, 'Anomaly score', 40);
  return {
    ...axis,
    min,
    max,
    axisLabel: { ...axis.axisLabel, formatter: formatScore, customValues: ticks },
    splitLine: { ...axis.splitLine, customValues: ticks },
    axisLine: { ...axis.axisLine, onZero: false },
  };
}

/** For a plot's subtitle: what the finer line of `thresholdMark` means; empty where there is none. */
export function reviewNote({ threshold, review_threshold: review }: EvaluationReport): string {
  return review < threshold ? `; between the lines, above ${formatScore(review)}, it is REVIEW` : '';
}

/**
 * The threshold as a line that says what happens on either side, with the side of rejection tinted; where there are
 * reviews, a finer line shows where they begin.
 */
export function thresholdMark(report: EvaluationReport, theme: PlotTheme) {
  const { threshold, review_threshold: review, images } = report;
  const { min, max } = scoreScale(
    images.map(image => image.anomaly_score),
    threshold,
  );
  const place = (threshold - min) / (max - min);
  const label = {
    formatter: `← PASS   {threshold|threshold ${formatScore(threshold)}}   FAIL →`,
    position: 'end',
    // Near an edge of the plot a centred label would leave it.
    align: place < 0.2 ? 'left' : place > 0.8 ? 'right' : 'center',
    color: theme.muted,
    fontSize: 13,
    fontWeight: 'bold',
    distance: 8,
    rich: { threshold: { color: theme.accent, fontSize: 14, fontWeight: 'bold' } },
  };
  const lineStyle = { color: theme.accent, width: 2, type: [6, 4] };
  return {
    type: 'line',
    data: [],
    silent: true,
    markLine: {
      symbol: 'none',
      data: [
        { xAxis: threshold },
        ...(review < threshold
          ? [{ xAxis: review, label: { show: false }, lineStyle: { width: 1, type: [2, 3] } }]
          : []),
      ],
      lineStyle,
      label,
    },
    markArea: { itemStyle: { color: theme.failTint }, data: [[{ xAxis: threshold }, { xAxis: 'max' }]] },
  };
}
