import { useMemo } from 'react';
import { ChartCard } from '../../components/chart-card.tsx';
import { useChartColours } from '../../components/chart-colours.ts';
import { axisLook, patterns, tooltipLook } from '../../components/chart-look.ts';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import type { EvaluationReport } from './evaluation-types.ts';

/** Room for a bar and the space around it. */
const BAR_PX = 44;
const AXES_PX = 96;

/** What the verdicts on each kind of defect were, those caught least at the top. */
export function DefectTypesChart({ report }: { readonly report: EvaluationReport }) {
  const { common, evaluation } = useMessages();
  const { number, percent } = useFormat();
  const colours = useChartColours();
  const types = useMemo(
    () =>
      Object.entries(report.per_defect_type)
        .map(([name, type]) => ({ name, ...type, passed: type.count - type.detected - type.in_review }))
        .toSorted((a, b) => a.recall - b.recall || a.name.localeCompare(b.name)),
    [report],
  );
  const option = useMemo(() => {
    const { stripes, dots } = patterns(colours);
    const bars = (name: string, data: readonly number[], color: string, decal?: object) => ({
      name,
      type: 'bar',
      stack: 'pictures',
      barMaxWidth: 28,
      data,
      color,
      itemStyle: { decal },
      label: {
        show: true,
        color: colours.ink,
        textBorderColor: colours.surface,
        textBorderWidth: 3,
        formatter: ({ value }: { readonly value: number }) => (value > 0 ? number(value) : ''),
      },
    });
    return {
      grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, textStyle: { color: colours.ink, fontSize: 13 }, itemGap: 14 },
      tooltip: { trigger: 'axis', ...tooltipLook(colours) },
      xAxis: { type: 'value', minInterval: 1, ...axisLook(colours) },
      yAxis: {
        type: 'category',
        inverse: true,
        data: types.map(({ name, recall }) => `${name} (${percent(recall, 0)})`),
        ...axisLook(colours),
        axisLabel: { ...axisLook(colours).axisLabel, width: 160, overflow: 'truncate' },
      },
      series: [
        bars(
          common.verdicts.FAIL,
          types.map(({ detected }) => detected),
          colours.fail,
          stripes,
        ),
        bars(
          common.verdicts.REVIEW,
          types.map(({ in_review: open }) => open),
          colours.review,
          dots,
        ),
        bars(
          common.verdicts.PASS,
          types.map(({ passed }) => passed),
          colours.pass,
        ),
      ],
    };
  }, [types, colours, common, number, percent]);
  const area = (value: number | null) => (value === null ? '–' : number(value, 3));
  const { type, count, verdictFail, verdictReview, caught, auroc, pixelAuroc } = evaluation;
  return (
    <ChartCard
      title={evaluation.perType}
      meaning={evaluation.perTypeMeaning}
      option={option}
      height={AXES_PX + BAR_PX * types.length}
      table={{
        head: [type, count, verdictFail, verdictReview, caught, auroc, pixelAuroc],
        rows: types.map(found => ({
          key: found.name,
          cells: [
            found.name,
            number(found.count),
            number(found.detected),
            number(found.in_review),
            percent(found.recall),
            area(found.image_auroc),
            area(found.pixel_auroc),
          ],
        })),
      }}
    />
  );
}
