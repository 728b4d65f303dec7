import type { EChartsCoreOption } from '#bundled/echarts/core';
import { frame, type PlotTheme, plotText, valueAxis } from './plot-theme.ts';
import type { DrawingApi } from './score-axis.ts';

/** A value with its interval, one row of the plot. */
export interface IntervalRow {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Drawn in the accent colour. */
  readonly strong: boolean;
}

export interface IntervalPlotText {
  readonly title: string;
  readonly subtitle: string;
  readonly axis: string;
  /** Vertical lines with a word. */
  readonly limits: readonly { readonly at: number; readonly text: string }[];
  readonly format: (value: number) => string;
  /** Ends of the axis; null leaves room for the largest value. */
  readonly range: readonly [low: number, high: number | null];
}

/** Values as dots on their intervals, from the first row at the top down. */
export function intervalPlot(
  rows: readonly IntervalRow[],
  text: IntervalPlotText,
  theme: PlotTheme,
): EChartsCoreOption {
  const height = (row: number) => rows.length - 1 - row;
  const axis = valueAxis(theme, text.axis, 40);
  const colour = (row: IntervalRow) => (row.strong ? theme.accent : theme.good);
  const largest = Math.max(...rows.map(({ high }) => high), ...text.limits.map(({ at }) => at));
  return {
    ...frame(theme, text.title, text.subtitle),
    grid: { left: 226, right: 44, top: 132, bottom: 78 },
    xAxis: {
      ...axis,
      min: text.range[0],
      max: text.range[1] ?? Math.min(1, Math.ceil(largest * 10.5) / 10),
      axisLabel: { ...axis.axisLabel, formatter: text.format },
      axisLine: { ...axis.axisLine, onZero: false },
    },
    yAxis: {
      type: 'value',
      min: -0.5,
      max: rows.length - 0.5,
      axisLabel: {
        color: theme.ink,
        fontSize: 13,
        customValues: [...rows.keys()],
        formatter: (value: number) => plotText(rows[height(value)]?.name ?? '', 26),
      },
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { show: false },
    },
    series: [
      limitLines(text, theme),
      {
        type: 'custom',
        silent: true,
        data: rows.map((row, index) => [row.low, row.high, height(index)]),
        encode: { x: [0, 1], y: 2 },
        renderItem: (_: unknown, api: DrawingApi) => whisker(api, colour(rows[height(api.value(2))]!)),
      },
      {
        type: 'scatter',
        z: 3,
        clip: false,
        data: rows.map((row, index) => ({
          value: [row.value, height(index)],
          symbol: row.strong ? 'diamond' : 'circle',
          symbolSize: row.strong ? 17 : 13,
          itemStyle: { color: colour(row), borderColor: theme.background, borderWidth: 2, opacity: 1 },
          label: {
            show: true,
            formatter: text.format(row.value),
            position: 'top',
            distance: 4,
            color: theme.ink,
            fontSize: 13,
            fontWeight: 'bold',
          },
        })),
      },
    ],
  };
}

function limitLines({ limits }: IntervalPlotText, theme: PlotTheme) {
  return {
    type: 'line',
    data: [],
    silent: true,
    markLine: {
      symbol: 'none',
      lineStyle: { color: theme.muted, width: 1.5, type: [5, 5] },
      data: limits.map(({ at, text }) => ({
        xAxis: at,
        label: { formatter: text, position: 'end', color: theme.muted, fontSize: 13, distance: 6 },
      })),
    },
  };
}

function whisker(api: DrawingApi, stroke: string) {
  const [left, y] = api.coord([api.value(0), api.value(2)]);
  const [right] = api.coord([api.value(1), api.value(2)]);
  const style = { stroke, lineWidth: 3, opacity: 0.75 };
  const line = (x1: number, y1: number, x2: number, y2: number) => ({
    type: 'line',
    shape: { x1, y1, x2, y2 },
    style,
  });
  return {
    type: 'group',
    children: [line(left, y, right, y), line(left, y - 7, left, y + 7), line(right, y - 7, right, y + 7)],
  };
}
