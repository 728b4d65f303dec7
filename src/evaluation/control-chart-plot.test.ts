import { expect, test } from 'vitest';
import { cusumChart } from '../statistics/cusum-chart.ts';
import { pChart } from '../statistics/p-chart.ts';
import { controlChartPlot, cusumPlot } from './control-chart-plot.ts';
import { renderSvg, svgToPng } from './plot-rendering.ts';
import { LIGHT } from './plot-theme.ts';

const TEXT = { title: 'Rejects', subtitle: 'a test', xName: 'Batch', yName: 'Share' };
const svgOf = (option: Parameters<typeof renderSvg>[0]) =>
  renderSvg(option, 'chart', { width: 900, height: 400 });
/** Marks of signals: closed paths filled with their colour. */
const marksIn = (svg: string) => svg.match(new RegExp(`<path[^>]*fill="${LIGHT.defect}"`, 'g'))?.length ?? 0;

test('a chart shows its texts, its limits and a mark for every point that is a signal', () => {
  const batches = [2, 3, 1, 20, 2, 25].map(counted => ({ inspected: 50, counted }));
  const chart = pChart(batches, { share: 0.05, limits: 'exact' });
  expect(chart.signals).toHaveLength(2);
  const svg = svgOf(controlChartPlot(chart, TEXT, LIGHT));
  for (const text of ['Rejects', 'a test', 'Batch', 'Share']) expect(svg).toContain(text);
  expect(svg).toMatch(new RegExp(`stroke="${LIGHT.defect}"[^>]*stroke-dasharray`));
  expect(marksIn(svg)).toBe(2);
  expect(svgToPng(svg).length).toBeGreaterThan(5000);
});

test('a point with two signals has one mark, and a chart of one point or without limits can be drawn', () => {
  const point = { value: 5, centre: 0, lower: null, upper: 3 };
  const signal = { at: 0, side: 'above' } as const;
  const twice = [
    { ...signal, rule: 'beyond_limits' },
    { ...signal, rule: 'two_of_three' },
  ] as const;
  expect(marksIn(svgOf(controlChartPlot({ points: [point], signals: twice }, TEXT, LIGHT)))).toBe(1);
  const open = { points: [{ ...point, upper: null }], signals: [] };
  expect(marksIn(svgOf(controlChartPlot(open, TEXT, LIGHT)))).toBe(0);
});

test('a CUSUM chart marks where a sum leaves its interval, on the side it leaves it', () => {
  const chart = cusumChart([0, 0, 4, 4, 4, -9, -9, -9, -9], {
    target: 0,
    allowance: 0.5,
    decisionInterval: 5,
  });
  expect(chart.signals.length).toBeGreaterThan(2);
  expect(marksIn(svgOf(cusumPlot(chart, TEXT, LIGHT)))).toBe(2);
});
