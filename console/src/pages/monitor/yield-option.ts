import type { EChartsCoreOption } from 'echarts/core';
import { axisLook, type ChartColours, patterns, tooltipLook } from '../../components/chart-look.ts';

/** Counts and yields of a stretch of time. */
export interface YieldPoint {
  readonly pass: number;
  readonly review: number;
  readonly fail: number;
  readonly first_pass_yield: number | null;
  readonly final_yield: number | null;
}

interface Dress {
  /** Of the stretches, for the axis. */
  readonly names: readonly string[];
  readonly words: Readonly<Record<'PASS' | 'REVIEW' | 'FAIL' | 'firstPass' | 'afterReview', string>>;
  readonly colours: ChartColours;
  percent(share: number, digits?: number): string;
}

/** Two charts over one axis: yields above, parts by verdict below. */
export function yieldOption(
  points: readonly YieldPoint[],
  { names, words, colours, percent }: Dress,
): EChartsCoreOption {
  const look = axisLook(colours);
  const line = (name: string, data: readonly (number | null)[], color: string, type: 'solid' | 'dashed') => ({
    name,
    type: 'line',
    data,
    color,
    lineStyle: { width: 3, type },
    symbol: type === 'solid' ? 'circle' : 'emptyDiamond',
    symbolSize: 7,
    showSymbol: points.length <= 40,
    tooltip: { valueFormatter: (value: number | null) => (value === null ? '–' : percent(value)) },
  });
  const { stripes, dots } = patterns(colours);
  const bar = (name: string, data: readonly number[], color: string, decal?: object) => ({
    name,
    type: 'bar',
    stack: 'parts',
    xAxisIndex: 1,
    yAxisIndex: 1,
    barMaxWidth: 48,
    data,
    color,
    itemStyle: { decal },
  });
  return {
    tooltip: { trigger: 'axis', ...tooltipLook(colours) },
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    legend: { top: 0, left: 0, textStyle: { color: colours.ink, fontSize: 13 }, itemGap: 14 },
    grid: [
      { left: 56, right: 12, top: 56, height: '42%' },
      { left: 56, right: 12, bottom: 28, height: '26%' },
    ],
    xAxis: [
      { type: 'category', data: names, ...look, axisLabel: { show: false } },
      { type: 'category', data: names, gridIndex: 1, ...look },
    ],
    yAxis: [
      {
        type: 'value',
        min: lowestYield(points),
        max: 1,
        splitNumber: 4,
        ...look,
        axisLabel: { ...look.axisLabel, formatter: (share: number) => percent(share, 0) },
      },
      { type: 'value', gridIndex: 1, splitNumber: 2, minInterval: 1, ...look },
    ],
    series: [
      line(
        words.firstPass,
        points.map(point => point.first_pass_yield),
        colours.accent,
        'solid',
      ),
      line(
        words.afterReview,
        points.map(point => point.final_yield),
        colours.pass,
        'dashed',
      ),
      bar(
        words.PASS,
        points.map(({ pass }) => pass),
        colours.pass,
      ),
      bar(
        words.REVIEW,
        points.map(({ review }) => review),
        colours.review,
        dots,
      ),
      bar(
        words.FAIL,
        points.map(({ fail }) => fail),
        colours.fail,
        stripes,
      ),
    ],
  };
}

/** Where the axis of yields begins: below all of them at a round figure, so that changes can be seen. */
export function lowestYield(points: readonly YieldPoint[]): number {
  const yields = points.flatMap(({ first_pass_yield: first, final_yield: final }) =>
    [first, final].filter(value => value !== null),
  );
  const lowest = Math.min(1, ...yields);
  return Math.max(0, Math.floor((lowest - 0.01) * 20) / 20);
}
