import { useMemo } from 'react';
import { ChartCard } from '../../components/chart-card.tsx';
import { useChartColours } from '../../components/chart-colours.ts';
import { axisLook, patterns, tooltipLook } from '../../components/chart-look.ts';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { scoreBins } from './evaluation-curves.ts';
import type { EvaluationReport } from './evaluation-types.ts';

/** How the scores of good and of defective pictures lie, and where the thresholds stand between them. */
export function DistributionChart({ report }: { readonly report: EvaluationReport }) {
  const { evaluation, models } = useMessages();
  const format = useFormat();
  const colours = useChartColours();
  const { labels } = models.check;
  const bins = useMemo(() => scoreBins(report.images), [report]);
  const option = useMemo(() => {
    const middles = (counts: readonly number[]) =>
      counts.map((count, at) => [bins.edges[at]! + bins.width / 2, count]);
    const mark = (at: number, name: string, colour: string) => ({
      xAxis: at,
      lineStyle: { color: colour, width: 2, type: 'dashed' },
      label: { formatter: name, color: colour, position: 'end' },
    });
    const bars = (name: string, counts: readonly number[], colour: string) => ({
      type: 'bar',
      name,
      stack: 'all',
      barMinWidth: 8,
      data: middles(counts),
      itemStyle: { color: colour },
    });
    return {
      grid: { left: 44, right: 24, top: 64, bottom: 44 },
      legend: { top: 0, textStyle: { color: colours.ink } },
      tooltip: { trigger: 'axis', ...tooltipLook(colours) },
      xAxis: {
        type: 'value',
        scale: true,
        name: models.whatIf.score,
        nameLocation: 'middle',
        nameGap: 28,
        ...axisLook(colours),
        splitLine: { show: false },
      },
      yAxis: { type: 'value', minInterval: 1, ...axisLook(colours) },
      series: [
        {
          ...bars(labels.good, bins.good, colours.pass),
          markLine: {
            symbol: 'none',
            silent: true,
            data: [
              mark(report.review_threshold, '', colours.review),
              mark(report.threshold, evaluation.threshold, colours.ink),
            ],
          },
        },
        {
          ...bars(labels.defect, bins.defective, colours.fail),
          // Told apart by more than the colour.
          itemStyle: { color: colours.fail, decal: patterns(colours).stripes },
        },
      ],
    };
  }, [bins, colours, report, evaluation, models, labels]);
  return (
    <ChartCard
      title={evaluation.distribution}
      meaning={evaluation.distributionMeaning}
      option={option}
      table={{
        head: [models.whatIf.score, labels.good, labels.defect],
        rows: bins.edges.map((edge, at) => ({
          key: String(edge),
          cells: [
            `${format.score(edge)} – ${format.score(edge + bins.width)}`,
            bins.good[at],
            bins.defective[at],
          ],
        })),
      }}
    />
  );
}
