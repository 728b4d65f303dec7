import { useMemo } from 'react';
import { ChartCard } from '../../components/chart-card.tsx';
import { useChartColours } from '../../components/chart-colours.ts';
import { axisLook, type ChartColours, tooltipLook } from '../../components/chart-look.ts';
import { type Format, useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { type CurvePoint, precisionRecallCurve, rocCurve } from './evaluation-curves.ts';
import type { EvaluationReport } from './evaluation-types.ts';

const TABLE_ROWS = 20;

interface Axes {
  readonly x: string;
  readonly y: string;
  readonly threshold: string;
}

/** The ROC curve and the precision-recall curve; each point tells its threshold. */
export function CurveCharts({ report }: { readonly report: EvaluationReport }) {
  const { evaluation } = useMessages();
  const format = useFormat();
  const colours = useChartColours();
  const curves = useMemo(
    () => [
      {
        title: evaluation.roc,
        meaning: evaluation.rocMeaning,
        axes: { x: evaluation.rejected, y: evaluation.caught, threshold: evaluation.threshold },
        points: rocCurve(report.images),
      },
      {
        title: evaluation.pr,
        meaning: evaluation.prMeaning,
        axes: { x: evaluation.caught, y: evaluation.precision, threshold: evaluation.threshold },
        points: precisionRecallCurve(report.images),
      },
    ],
    [report, evaluation],
  );
  return curves
    .filter(({ points }) => points.length > 0)
    .map(({ title, meaning, axes, points }) => (
      <ChartCard
        key={title}
        title={title}
        meaning={meaning}
        option={curveOption(points, axes, colours, format)}
        table={{
          head: [axes.threshold, axes.x, axes.y],
          rows: sampled(points).map(point => ({
            key: `${point.threshold}/${point.x}/${point.y}`,
            cells: [format.score(point.threshold), format.percent(point.x), format.percent(point.y)],
          })),
        }}
      />
    ));
}

function curveOption(points: readonly CurvePoint[], axes: Axes, colours: ChartColours, format: Format) {
  const axis = (name: string, nameGap: number) => ({
    type: 'value',
    min: 0,
    max: 1,
    name,
    nameLocation: 'middle',
    nameGap,
    ...axisLook(colours),
    axisLabel: { ...axisLook(colours).axisLabel, formatter: (value: number) => format.percent(value, 0) },
  });
  return {
    grid: { left: 72, right: 24, top: 16, bottom: 48 },
    tooltip: {
      trigger: 'axis',
      ...tooltipLook(colours),
      formatter([first]: readonly { readonly dataIndex: number }[]) {
        const point = first && points[first.dataIndex];
        if (!point) return '';
        const rows = [
          `${axes.threshold}: ${format.score(point.threshold)}`,
          `${axes.x}: ${format.percent(point.x)}`,
          `${axes.y}: ${format.percent(point.y)}`,
        ];
        return rows.join('<br>');
      },
    },
    xAxis: axis(axes.x, 28),
    yAxis: axis(axes.y, 52),
    series: [
      {
        type: 'line',
        data: points.map(({ x, y }) => [x, y]),
        symbol: 'circle',
        symbolSize: 5,
        showSymbol: points.length < 60,
        itemStyle: { color: colours.accent },
        lineStyle: { color: colours.accent, width: 2 },
        areaStyle: { color: colours.accent, opacity: 0.12 },
      },
    ],
  };
}

function sampled(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const every = Math.ceil(points.length / TABLE_ROWS);
  return points.filter((_, at) => at % every === 0 || at === points.length - 1);
}
