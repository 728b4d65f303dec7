import type { EChartsCoreOption } from '#bundled/echarts/core';
import type { EvaluationReport } from '../schemas/report.ts';
import { type Curve, precisionRecallCurve, rocCurve } from './curves.ts';
import { formatScore, formatShare } from './number-format.ts';
import { frame, type PlotTheme, valueAxis } from './plot-theme.ts';

/** The ROC curve with the operating point at the model's threshold; null without good parts or defects. */
export function rocPlot(report: EvaluationReport, theme: PlotTheme): EChartsCoreOption | null {
  const curve = rocCurve(...scoresAndLabels(report));
  if (!curve) return null;
  const { recall, false_reject_rate: falseRejects } = report;
  return curvePlot(theme, {
    title: 'ROC curve',
    subtitle: `AUROC ${formatShare(report.image_auroc)}: how often a defective part scores above a good one`,
    xName: 'Good parts rejected (false-positive rate)',
    yName: 'Defects caught (true-positive rate)',
    curve,
    step: false,
    reference: { from: [0, 0], to: [1, 1], label: [0.72, 0.68] },
    operatingPoint:
      falseRejects === null || recall === null
        ? null
        : {
            at: [falseRejects, recall],
            text: `${formatShare(recall)} of defects caught\n${formatShare(falseRejects)} of good parts rejected`,
          },
    threshold: report.threshold,
  });
}

/** The precision-recall curve with the operating point; null without good parts or defects. */
export function precisionRecallPlot(report: EvaluationReport, theme: PlotTheme): EChartsCoreOption | null {
  const [scores, labels] = scoresAndLabels(report);
  const curve = precisionRecallCurve(scores, labels);
  if (!curve) return null;
  const { recall, precision } = report;
  const defectShare = labels.filter(label => label === 1).length / labels.length;
  return curvePlot(theme, {
    title: 'Precision-recall curve',
    subtitle: `Average precision ${formatShare(report.image_average_precision)}; ${formatShare(defectShare)} of the pictures are defective`,
    xName: 'Defects caught (recall)',
    yName: 'Rejects that are defects (precision)',
    curve,
    step: true,
    reference: { from: [0, defectShare], to: [1, defectShare], label: [0.01, defectShare - 0.035] },
    operatingPoint:
      recall === null || precision === null
        ? null
        : {
            at: [recall, precision],
            text: `${formatShare(recall)} of defects caught\n${formatShare(precision)} of rejects are defects`,
          },
    threshold: report.threshold,
  });
}

function scoresAndLabels(report: EvaluationReport): [scores: number[], labels: number[]] {
  return [
    report.images.map(image => image.anomaly_score),
    report.images.map(image => (image.label === 'good' ? 0 : 1)),
  ];
}

type Point = readonly [x: number, y: number];

interface CurvePlot {
  readonly title: string;
  readonly subtitle: string;
  readonly xName: string;
  readonly yName: string;
  readonly curve: Curve;
  /** Whether the height of the next point holds all the way to it, as average precision counts. */
  readonly step: boolean;
  /** What a blind guess reaches, and where to say so. */
  readonly reference: { readonly from: Point; readonly to: Point; readonly label: Point };
  readonly operatingPoint: { readonly at: Point; readonly text: string } | null;
  readonly threshold: number;
}

function curvePlot(theme: PlotTheme, plot: CurvePlot): EChartsCoreOption {
  const axis = (name: string, gap: number) => ({
    ...valueAxis(theme, name, gap),
    min: 0,
    max: 1,
    interval: 0.2,
    axisLabel: {
      ...valueAxis(theme, name, gap).axisLabel,
      formatter: (share: number) => `${Math.round(share * 100)} %`,
    },
  });
  return {
    ...frame(theme, plot.title, plot.subtitle),
    grid: { left: 96, right: 44, top: 112, bottom: 78 },
    xAxis: axis(plot.xName, 40),
    yAxis: axis(plot.yName, 62),
    series: [...referenceLine(theme, plot), curveLine(theme, plot), ...operatingPoint(theme, plot)],
  };
}

function referenceLine(theme: PlotTheme, { reference }: CurvePlot) {
  return [
    {
      type: 'line',
      data: [reference.from, reference.to],
      symbol: 'none',
      lineStyle: { color: theme.muted, width: 1.5, type: [5, 5] },
    },
    {
      type: 'scatter',
      data: [reference.label],
      symbolSize: 0,
      label: { show: true, formatter: 'chance', position: 'right', color: theme.muted, fontSize: 13 },
    },
  ];
}

function curveLine(theme: PlotTheme, { curve, step }: CurvePlot) {
  return {
    type: 'line',
    data: Array.from(curve.x, (x, i) => [x, curve.y[i]!]),
    symbol: 'none',
    step: step ? 'start' : false,
    // A perfect curve runs along the frame, where clipping would hide half of the line.
    clip: false,
    lineStyle: { color: theme.good, width: 3.5, join: 'round' },
    areaStyle: { color: theme.good, opacity: 0.1 },
  };
}

function operatingPoint(theme: PlotTheme, { operatingPoint, threshold }: CurvePlot) {
  if (!operatingPoint) return [];
  const [x, y] = operatingPoint.at;
  const label = {
    show: true,
    formatter: `{title|At threshold ${formatScore(threshold)}}\n${operatingPoint.text}`,
    rich: { title: { fontWeight: 'bold', fontSize: 14, lineHeight: 22, color: theme.ink } },
    color: theme.ink,
    fontSize: 14,
    lineHeight: 20,
    align: x < 0.5 ? 'left' : 'right',
    verticalAlign: y < 0.5 ? 'bottom' : 'top',
    position: [x < 0.5 ? 26 : -10, y < 0.5 ? -8 : 24],
    backgroundColor: theme.background,
    borderColor: theme.gridLine,
    borderWidth: 1,
    borderRadius: 6,
    padding: [8, 12],
  };
  return [
    {
      type: 'scatter',
      data: [operatingPoint.at],
      symbolSize: 16,
      clip: false,
      z: 10,
      itemStyle: { color: theme.accent, borderColor: theme.background, borderWidth: 3, opacity: 1 },
      label,
    },
  ];
}
