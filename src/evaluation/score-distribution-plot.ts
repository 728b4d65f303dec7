import type { EChartsCoreOption } from '#bundled/echarts/core';
import type { EvaluationReport } from '../schemas/report.ts';
import { frame, type PlotTheme, textWidth, valueAxis } from './plot-theme.ts';
import { type DrawingApi, reviewNote, scoreAxis, thresholdMark } from './score-axis.ts';
import { type Bar, histogram } from './score-bins.ts';
import { type ScoreGroup, scoreGroups } from './score-groups.ts';

/** How anomaly scores are distributed, good parts and each defect type stacked; null without pictures. */
export function scoreDistributionPlot(report: EvaluationReport, theme: PlotTheme): EChartsCoreOption | null {
  if (report.images.length === 0) return null;
  const groups = scoreGroups(report, theme, theme.defectTypes.length);
  const bars = histogram(
    groups.map(group => group.images.map(image => image.anomaly_score)),
    report.threshold,
  );
  return {
    ...frame(
      theme,
      'Score distribution',
      `Anomaly scores of all test pictures; above the threshold a part is rejected${reviewNote(report)}`,
    ),
    legend: {
      left: 28,
      top: 84,
      itemWidth: 14,
      itemHeight: 14,
      itemGap: 18,
      textStyle: { color: theme.ink, fontSize: 13 },
      data: groups.map(group => group.name),
    },
    grid: { left: 84, right: 44, top: 126 + 24 * legendRows(groups), bottom: 78 },
    xAxis: scoreAxis(report, theme),
    yAxis: { ...valueAxis(theme, 'Pictures', 48), minInterval: 1, axisLine: { show: false } },
    series: [
      ...groups.map((group, index) => barSeries(group, bars[index]!, theme)),
      thresholdMark(report, theme),
    ],
  };
}

function barSeries(group: ScoreGroup, bars: readonly Bar[], theme: PlotTheme) {
  return {
    type: 'custom',
    name: group.name,
    color: group.color,
    data: bars,
    encode: { x: [0, 1], y: [2, 3] },
    renderItem: (_: unknown, api: DrawingApi) => {
      const [left, top] = api.coord([api.value(0), api.value(3)]);
      const [right, bottom] = api.coord([api.value(1), api.value(2)]);
      return {
        type: 'rect',
        shape: { x: left + 1, y: top, width: Math.max(1, right - left - 2), height: bottom - top },
        style: { fill: group.color, stroke: theme.background, lineWidth: 1 },
      };
    },
  };
}

/** Rows that the legend breaks into beside its markers and gaps, on the 844 pixels between the margins. */
function legendRows(groups: readonly ScoreGroup[]): number {
  let [rows, used] = [1, 0];
  for (const { name } of groups) {
    const width = textWidth(name, 13) + 40;
    if (used + width > 844) [rows, used] = [rows + 1, 0];
    used += width;
  }
  return rows;
}
