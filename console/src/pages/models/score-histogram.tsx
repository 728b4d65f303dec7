import { useMemo } from 'react';
import { Chart } from '../../components/chart.tsx';
import { useChartColours } from '../../components/chart-colours.ts';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import type { CalibrationCard } from './model-types.ts';

/** How the held-out scores of good pictures are spread, with the threshold in use and one that is tried. */
export function ScoreHistogram({
  card,
  threshold,
}: {
  readonly card: CalibrationCard;
  readonly threshold: number;
}) {
  const { models } = useMessages();
  const format = useFormat();
  const colours = useChartColours();
  const texts = models.whatIf;
  const option = useMemo(() => {
    const { edges, counts } = card.histogram;
    const [low, high] = [edges[0]!, Math.max(edges.at(-1)!, card.fail_threshold, threshold)];
    const margin = (high - low) * 0.04 || 0.01;
    const line = (at: number, name: string, colour: string, type: 'solid' | 'dashed') => ({
      xAxis: at,
      name,
      lineStyle: { color: colour, type, width: 2 },
      label: { show: false },
    });
    const width = edges[1]! - edges[0]!;
    return {
      grid: { left: 48, right: 16, top: 40, bottom: 48 },
      legend: {
        top: 0,
        icon: 'rect',
        itemHeight: 8,
        itemWidth: 18,
        textStyle: { color: colours.ink },
        selectedMode: false,
      },
      tooltip: { trigger: 'item' },
      xAxis: {
        type: 'value',
        name: texts.score,
        nameLocation: 'middle',
        nameGap: 28,
        nameTextStyle: { color: colours.ink },
        min: low - margin,
        max: high + margin,
        axisLabel: { color: colours.ink, formatter: (value: number) => format.number(value, 2) },
        splitLine: { show: false },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        axisLabel: { color: colours.ink },
        splitLine: { lineStyle: { color: colours.line } },
      },
      series: [
        {
          type: 'line',
          step: 'start',
          name: texts.goodPictures,
          symbol: 'none',
          data: steps(edges, counts, width),
          lineStyle: { color: colours.pass, width: 2 },
          itemStyle: { color: colours.pass },
          areaStyle: { color: colours.pass, opacity: 0.25 },
        },
        {
          type: 'line',
          name: texts.inUseLine,
          data: [],
          itemStyle: { color: colours.ink },
          lineStyle: { color: colours.ink, type: 'dashed' },
          markLine: {
            symbol: 'none',
            silent: true,
            data: [line(card.fail_threshold, texts.inUseLine, colours.ink, 'dashed')],
          },
        },
        {
          type: 'line',
          name: texts.triedLine,
          data: [],
          itemStyle: { color: colours.fail },
          lineStyle: { color: colours.fail },
          markLine: {
            symbol: 'none',
            silent: true,
            data: [line(threshold, texts.triedLine, colours.fail, 'solid')],
          },
        },
      ],
    };
  }, [card, threshold, colours, format, texts]);
  return (
    <Chart option={option} className="h-64" label={texts.histogramLabel(card.n, format.score(threshold))} />
  );
}

/** Corners of the histogram's outline, from the ground to the ground. */
function steps(edges: readonly number[], counts: readonly number[], width: number) {
  const inner = counts.map((count, at) => [edges[at]! + width, count]);
  return [[edges[0]!, 0], ...inner, [edges.at(-1)!, 0]];
}
