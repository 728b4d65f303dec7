import type { EChartsCoreOption } from '#bundled/echarts/core';
import type { EvaluationReport, ImageResult } from '../schemas/report.ts';
import { isMistake } from './extremes.ts';
import { frame, type PlotTheme } from './plot-theme.ts';
import { type DrawingApi, scoreAxis, thresholdMark } from './score-axis.ts';
import { type ScoreGroup, scoreGroups } from './score-groups.ts';

/** Every picture's score in one row a defect type, with the middle half and the median; null without pictures. */
export function defectTypePlot(report: EvaluationReport, theme: PlotTheme): EChartsCoreOption | null {
  if (report.images.length === 0) return null;
  const groups = scoreGroups(report, theme, Number.POSITIVE_INFINITY);
  return {
    ...frame(
      theme,
      'Scores by defect type',
      'One dot a picture, bar: middle half, line: median; wrong decisions are diamonds',
    ),
    grid: { left: 232, right: 44, top: 132, bottom: 78 },
    xAxis: scoreAxis(report, theme),
    yAxis: {
      type: 'value',
      min: -0.5,
      max: groups.length - 0.5,
      axisLabel: {
        color: theme.ink,
        fontSize: 14,
        customValues: [...groups.keys()],
        formatter: (height: number) => groups.toReversed()[height]?.name ?? '',
      },
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { show: false },
    },
    series: [
      middleHalves(groups, theme),
      ...groups.map((group, row) => strip(group, groups.length - 1 - row, theme)),
      thresholdMark(report, theme),
    ],
  };
}

function middleHalves(groups: readonly ScoreGroup[], theme: PlotTheme) {
  return {
    type: 'custom',
    silent: true,
    data: groups.map((group, row) => [...group.quartiles, groups.length - 1 - row]),
    encode: { x: [0, 1, 2], y: 3 },
    renderItem: (_: unknown, api: DrawingApi) => {
      const group = groups[groups.length - 1 - api.value(3)]!;
      const [left, y] = api.coord([api.value(0), api.value(3)]);
      const [median] = api.coord([api.value(1), api.value(3)]);
      const [right] = api.coord([api.value(2), api.value(3)]);
      const box = { x: left, y: y - 17, width: Math.max(2, right - left), height: 34, r: 4 };
      return {
        type: 'group',
        children: [
          { type: 'rect', shape: box, style: { fill: group.color, opacity: 0.22 } },
          {
            type: 'line',
            shape: { x1: median, x2: median, y1: y - 17, y2: y + 17 },
            style: { stroke: theme.ink, lineWidth: 2 },
          },
        ],
      };
    },
  };
}

function strip(group: ScoreGroup, height: number, theme: PlotTheme) {
  const dot = (image: ImageResult, index: number) => {
    const wrong = isMistake(image);
    return {
      value: [image.anomaly_score, height],
      symbol: wrong ? 'diamond' : 'circle',
      symbolSize: wrong ? 15 : 8,
      // Multiples of the golden ratio spread neighbours evenly over the row's height and never repeat.
      symbolOffset: [0, (((index * 0.618034) % 1) - 0.5) * 26],
      itemStyle: wrong
        ? { color: theme.background, borderColor: theme.ink, borderWidth: 2.5, opacity: 1 }
        : { color: group.color, opacity: 0.85 },
    };
  };
  return { type: 'scatter', data: group.images.map(dot), z: 3, clip: false };
}
