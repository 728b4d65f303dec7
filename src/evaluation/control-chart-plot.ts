import type { ControlChart } from '../statistics/control-chart.ts';
import type { CusumChart } from '../statistics/cusum-chart.ts';
import { frame, type PlotTheme, valueAxis } from './plot-theme.ts';

/** How a control chart is to be drawn. */
export interface ChartText {
  readonly title: string;
  readonly subtitle: string;
  readonly xName: string;
  readonly yName: string;
  /** Where each point stands on the horizontal axis; 1, 2, 3 and so on when left out. */
  readonly positions?: readonly number[];
  readonly format?: (value: number) => string;
}

type Points = readonly (readonly [x: number, y: number])[];

/** A control chart: line, centre, limits that follow the points, and every signal as a large mark. */
export function controlChartPlot({ points, signals }: ControlChart, text: ChartText, theme: PlotTheme) {
  const x = (at: number) => text.positions?.[at] ?? at + 1;
  const series = (value: (at: number) => number | null): Points =>
    points.flatMap((_, at) => {
      const found = value(at);
      return found === null ? [] : [[x(at), found] as const];
    });
  return plot(text, theme, [
    limitLine(
      series(at => points[at]!.upper),
      theme,
    ),
    limitLine(
      series(at => points[at]!.lower),
      theme,
    ),
    centreLine(
      series(at => points[at]!.centre),
      theme,
    ),
    valueLine(
      series(at => points[at]!.value),
      theme.good,
    ),
    marks(
      [...new Set(signals.map(({ at }) => at))].map(at => [x(at), points[at]!.value] as const),
      theme,
    ),
  ]);
}

/**
 * Both sums of a CUSUM chart, C+ above and C- below the axis, with the decision interval on each side. A mark stands
 * where a sum leaves the interval.
 */
export function cusumPlot(
  { points, signals, decisionInterval }: CusumChart,
  text: ChartText,
  theme: PlotTheme,
) {
  const x = (at: number) => text.positions?.[at] ?? at + 1;
  const across = (y: number): Points => [x(0), x(points.length - 1)].map(place => [place, y] as const);
  const signed = ({ at, side }: CusumChart['signals'][number]) =>
    [x(at), side === 'above' ? points[at]!.up : -points[at]!.down] as const;
  const first = signals.filter(
    ({ at, side }) => !signals.some(other => other.side === side && other.at === at - 1),
  );
  return plot(text, theme, [
    limitLine(across(decisionInterval), theme),
    limitLine(across(-decisionInterval), theme),
    centreLine(across(0), theme),
    valueLine(
      points.map(({ up }, at) => [x(at), up]),
      theme.good,
    ),
    valueLine(
      points.map(({ down }, at) => [x(at), -down]),
      theme.accent,
    ),
    marks(first.map(signed), theme),
  ]);
}

function plot({ title, subtitle, xName, yName, format }: ChartText, theme: PlotTheme, series: object[]) {
  const axis = valueAxis(theme, yName, 62);
  return {
    ...frame(theme, title, subtitle),
    grid: { left: 92, right: 36, top: 100, bottom: 66 },
    xAxis: {
      ...valueAxis(theme, xName, 36),
      min: 'dataMin',
      max: 'dataMax',
      minInterval: 1,
      splitLine: { show: false },
      axisLine: { show: true, onZero: false, lineStyle: { color: theme.muted } },
    },
    yAxis: {
      ...axis,
      scale: true,
      axisLine: { show: false },
      ...(format && { axisLabel: { ...axis.axisLabel, formatter: format } }),
    },
    series,
  };
}

function valueLine(data: Points, color: string) {
  const few = data.length <= 60;
  return {
    type: 'line',
    data,
    showSymbol: few,
    symbol: 'circle',
    symbolSize: 6,
    itemStyle: { color },
    lineStyle: { color, width: few ? 2 : 1.3, join: 'round' },
    z: 3,
  };
}

function limitLine(data: Points, theme: PlotTheme) {
  return {
    type: 'line',
    data,
    showSymbol: data.length === 1,
    step: 'middle',
    lineStyle: { color: theme.defect, width: 1.5, type: [7, 5] },
    itemStyle: { color: theme.defect },
  };
}

function centreLine(data: Points, theme: PlotTheme) {
  return { type: 'line', data, showSymbol: false, lineStyle: { color: theme.muted, width: 1.2 } };
}

function marks(data: Points, theme: PlotTheme) {
  return {
    type: 'scatter',
    data,
    symbol: 'diamond',
    symbolSize: 13,
    z: 5,
    itemStyle: { color: theme.defect, borderColor: theme.background, borderWidth: 1.5, opacity: 1 },
  };
}
