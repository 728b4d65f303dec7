import type { EChartsCoreOption } from '#bundled/echarts/core';
import type { ComponentName, GaugeFacts } from './gauge-facts.ts';
import type { GaugeReport } from './gauge-report.ts';
import { formatScore, formatShare } from './number-format.ts';
import { frame, type PlotTheme, plotText, valueAxis } from './plot-theme.ts';
import type { DrawingApi } from './score-axis.ts';

/** What people call the components; the gauge's own parts are indented. */
const COMPONENT_NAMES: readonly (readonly [ComponentName, string])[] = [
  ['gauge', 'Gauge R&R'],
  ['repeatability', 'Repeatability'],
  ['reproducibility', 'Reproducibility'],
  ['part', 'Part to part'],
];

/** Contribution to the variance and share of the standard deviation as bars; null without scores. */
export function componentsPlot({ gauge }: GaugeReport, theme: PlotTheme): EChartsCoreOption | null {
  if (!gauge || gauge.model.components.total.contribution === null) return null;
  const bars = COMPONENT_NAMES.flatMap(([name], row) => {
    const { contribution, study_variation: study } = gauge.model.components[name];
    return [
      {
        at: COMPONENT_NAMES.length - 1 - row + 0.2,
        share: study!,
        color: theme.good,
        text: 'study variation',
      },
      {
        at: COMPONENT_NAMES.length - 1 - row - 0.2,
        share: contribution!,
        color: theme.other,
        text: 'contribution',
      },
    ];
  });
  const axis = valueAxis(theme, 'Share of the total', 40);
  return {
    ...frame(theme, 'Where the spread comes from', 'Blue: of the standard deviation; grey: of the variance'),
    grid: { left: 150, right: 80, top: 116, bottom: 78 },
    xAxis: {
      ...axis,
      min: 0,
      max: 1,
      axisLine: { ...axis.axisLine, onZero: false },
      axisLabel: { ...axis.axisLabel, formatter: formatShare },
    },
    yAxis: {
      type: 'value',
      min: -0.5,
      max: COMPONENT_NAMES.length - 0.5,
      axisLabel: {
        color: theme.ink,
        fontSize: 14,
        customValues: [...COMPONENT_NAMES.keys()],
        formatter: (at: number) => COMPONENT_NAMES[COMPONENT_NAMES.length - 1 - at]?.[1] ?? '',
      },
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { show: false },
    },
    series: [
      {
        type: 'custom',
        silent: true,
        data: bars.map(({ share, at }, index) => [share, at, index]),
        encode: { x: 0, y: 1 },
        renderItem: (_: unknown, api: DrawingApi) => bar(api, bars[api.value(2)]!.color),
      },
      {
        type: 'scatter',
        symbolSize: 0,
        clip: false,
        data: bars.map(({ share, at }) => ({
          value: [share, at],
          label: {
            show: true,
            formatter: formatShare(share),
            position: 'right',
            color: theme.ink,
            fontSize: 13,
          },
        })),
      },
    ],
  };
}

/** Every score, parts from the lowest mean to the highest, a colour and a mean line for each appraiser. */
export function partScoresPlot(
  { gauge, threshold }: GaugeReport,
  theme: PlotTheme,
): EChartsCoreOption | null {
  if (!gauge) return null;
  const palette = [theme.good, ...theme.defectTypes];
  const colours = gauge.appraisers.map((_, index) => palette[index % palette.length]!);
  const names = gauge.parts.map(({ part }) => plotText(part, 12));
  const scores = gauge.parts.flatMap(part => part.scores.map(({ score }) => score));
  const ends = threshold === null ? scores : [...scores, threshold];
  const margin = 0.06 * (Math.max(...ends) - Math.min(...ends) || 1);
  const values = valueAxis(theme, 'Score', 66);
  return {
    ...frame(theme, 'Scores of every part', 'One dot a trial; lines through the means of each appraiser'),
    legend: {
      data: gauge.appraisers.map((_, index) => legendName(gauge, index)),
      left: 28,
      top: 84,
      textStyle: { color: theme.ink, fontSize: 14 },
    },
    color: colours,
    grid: { left: 92, right: 36, top: 132, bottom: 72 },
    xAxis: {
      ...valueAxis(theme, 'Part', 40),
      min: -0.5,
      max: names.length - 0.5,
      splitLine: { show: false },
      axisLabel: {
        color: theme.muted,
        fontSize: 13,
        hideOverlap: true,
        customValues: [...names.keys()],
        formatter: (at: number) => names[at] ?? '',
      },
      axisLine: { show: true, onZero: false, lineStyle: { color: theme.muted } },
    },
    yAxis: {
      ...values,
      axisLine: { ...values.axisLine, onZero: false },
      min: Math.min(...ends) - margin,
      max: Math.max(...ends) + margin,
      axisLabel: { ...values.axisLabel, formatter: formatScore, showMinLabel: false, showMaxLabel: false },
    },
    series: gauge.appraisers
      .flatMap((_, index) => ofAppraiser(gauge, index, colours[index]!))
      .concat(threshold === null ? [] : thresholdLine(threshold, theme)),
  };
}

function legendName({ appraisers }: GaugeFacts, index: number): string {
  return plotText(appraisers[index]!);
}

function ofAppraiser(gauge: GaugeFacts, index: number, color: string): object[] {
  // Appraisers stand side by side within a part.
  const shift = ((index + 0.5) / gauge.appraisers.length - 0.5) * 0.5;
  const own = gauge.parts.map(({ scores }) =>
    scores.flatMap(({ appraiser, score }) => (appraiser === gauge.appraisers[index] ? [score] : [])),
  );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [
    {
      type: 'line',
      name: legendName(gauge, index),
      data: own.map((values, at) => [at + shift, mean(values)]),
      symbol: 'none',
      lineStyle: { color, width: 2 },
    },
    {
      type: 'scatter',
      data: own.flatMap((values, at) => values.map(value => [at + shift, value])),
      symbolSize: 8,
      itemStyle: { color, opacity: 0.85 },
      z: 3,
    },
  ];
}

function thresholdLine(threshold: number, theme: PlotTheme): object[] {
  const label = {
    formatter: `threshold ${formatScore(threshold)}`,
    position: 'insideEndTop',
    color: theme.accent,
    fontSize: 14,
    fontWeight: 'bold',
  };
  const lineStyle = { color: theme.accent, width: 2, type: [6, 4] };
  return [
    {
      type: 'line',
      data: [],
      silent: true,
      markLine: { symbol: 'none', data: [{ yAxis: threshold }], label, lineStyle },
    },
  ];
}

function bar(api: DrawingApi, fill: string) {
  const [left, y] = api.coord([0, api.value(1)]);
  const [right] = api.coord([api.value(0), api.value(1)]);
  return {
    type: 'rect',
    shape: { x: left, y: y - 13, width: Math.max(1, right - left), height: 26, r: 3 },
    style: { fill },
  };
}
