import type { EChartsCoreOption } from 'echarts/core';
import { axisLook, type ChartColours, tooltipLook } from '../../components/chart-look.ts';
import { type DriftChart, signalPoints } from './signals.ts';

interface Dress {
  /** Of the points, to the second. */
  readonly times: readonly string[];
  /** The same as short as the axis needs them. */
  readonly names: readonly string[];
  readonly words: Readonly<Record<'value' | 'lower' | 'upper' | 'centre' | 'signal', string>>;
  readonly colours: ChartColours;
  write(value: number): string;
}

/** Above this, single points are too close to be drawn as circles. */
const MOST_CIRCLES = 120;

/** A control chart: values, what is normal, limits, and signals as diamonds. */
export function controlOption(
  chart: Pick<DriftChart, 'ids' | 'points' | 'signals' | 'chart'>,
  { times, names, words, colours, write }: Dress,
): EChartsCoreOption {
  const { points } = chart;
  const look = axisLook(colours);
  const isEvidence = chart.chart === 'martingale';
  const limit = (
    name: string,
    data: readonly (number | null)[],
    color: string,
    type: 'dashed' | 'dotted',
  ) => ({
    name,
    type: 'line',
    step: chart.chart === 'rejects' ? 'middle' : false,
    data,
    color,
    symbol: 'none',
    lineStyle: { width: 2, type, color },
  });
  const limits = [
    limit(
      words.upper,
      points.map(({ upper }) => upper),
      colours.fail,
      'dashed',
    ),
    limit(
      words.lower,
      points.map(({ lower }) => lower),
      colours.fail,
      'dashed',
    ),
    limit(
      words.centre,
      points.map(({ centre }) => centre),
      colours.muted,
      'dotted',
    ),
  ].filter(({ name, data }) => data.some(value => value !== null) && !(isEvidence && name === words.centre));
  return {
    tooltip: {
      trigger: 'axis',
      ...tooltipLook(colours),
      valueFormatter: (value: unknown) => {
        const number = Array.isArray(value) ? value.at(-1) : value;
        return typeof number === 'number' ? write(number) : '–';
      },
    },
    legend: { top: 0, left: 0, textStyle: { color: colours.ink, fontSize: 13 }, itemGap: 14 },
    grid: { left: 56, right: 16, top: 56, bottom: 28 },
    xAxis: {
      type: 'category',
      data: times,
      boundaryGap: false,
      ...look,
      axisLabel: {
        ...look.axisLabel,
        hideOverlap: true,
        formatter: (_: string, index: number) => names[index] ?? '',
      },
    },
    yAxis: {
      type: 'value',
      scale: true,
      splitNumber: 4,
      ...look,
      axisLabel: { ...look.axisLabel, formatter: write },
    },
    series: [
      {
        name: words.value,
        type: 'line',
        data: points.map(({ value }) => value),
        color: colours.accent,
        lineStyle: { width: points.length > MOST_CIRCLES ? 1.5 : 2.5 },
        symbol: 'circle',
        symbolSize: 6,
        showSymbol: points.length <= MOST_CIRCLES,
      },
      ...limits,
      {
        name: words.signal,
        type: 'scatter',
        data: signalPoints(chart).map(index => [index, points[index]!.value]),
        symbol: 'diamond',
        symbolSize: points.length > MOST_CIRCLES ? 9 : 13,
        color: colours.fail,
        itemStyle: { borderColor: colours.surface, borderWidth: 1 },
        z: 5,
      },
    ],
  };
}
