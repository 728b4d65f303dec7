import { useQuery } from '@tanstack/react-query';
import type { EChartsCoreOption } from 'echarts/core';
import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, dataOf } from '../../api/client.ts';
import type { Answer, ReviewAction } from '../../api/types.ts';
import { Card } from '../../components/card.tsx';
import { ChartCard } from '../../components/chart-card.tsx';
import { useChartColours } from '../../components/chart-colours.ts';
import { axisLook, type ChartColours, patterns, tooltipLook } from '../../components/chart-look.ts';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { addedUp } from './added-up.ts';

type Reasons = Answer<'/api/v1/statistics/pareto'>['reasons'];
const MOST_BARS = 10;
const ACTIONS = ['confirm', 'overrule', 'escape'] as const;

/** Reasons of reviews as a Pareto chart; a bar opens the newest part. */
export function ParetoCard({ reasons }: { readonly reasons: Reasons }) {
  const { monitor } = useMessages();
  const { number, percent } = useFormat();
  const colours = useChartColours();
  const navigate = useNavigate();
  const { data: known } = useQuery({
    queryKey: ['review-reasons'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/review-reasons', { signal })),
    staleTime: 300_000,
  });
  const bars = useMemo(() => {
    const labels = new Map(known?.reasons.map(({ code, label }) => [code, label]));
    return addedUp(reasons).map(reason => ({
      ...reason,
      label: labels.get(reason.reason_code) ?? reason.reason_code,
    }));
  }, [reasons, known]);
  const option = useMemo(
    () =>
      paretoOption(bars.slice(0, MOST_BARS), {
        colours,
        percent,
        words: { ...monitor.actions, added: monitor.added },
      }),
    [bars, colours, percent, monitor],
  );
  if (bars.length === 0)
    return (
      <Card title={monitor.paretoTitle}>
        <p className="text-muted">{monitor.noReasons}</p>
      </Card>
    );
  return (
    <ChartCard
      title={monitor.paretoTitle}
      meaning={monitor.paretoMeaning}
      option={option}
      onClick={({ dataIndex }) => {
        const found = bars[dataIndex];
        if (found) void navigate(`/history/${found.latest_id}`);
      }}
      table={{
        head: [monitor.reason, monitor.action, monitor.parts, monitor.added],
        rows: bars.map(bar => ({
          key: `${bar.reason_code} ${bar.action}`,
          cells: [
            <Link
              key="reason"
              className="-my-2 inline-flex min-h-11 min-w-11 items-center text-accent underline"
              to={`/history/${bar.latest_id}`}
            >
              {bar.label}
            </Link>,
            monitor.actions[bar.action],
            number(bar.inspections),
            percent(bar.added, 0),
          ],
        })),
      }}
    />
  );
}

interface Bar {
  readonly label: string;
  readonly inspections: number;
  readonly added: number;
  readonly action: ReviewAction;
}

function paretoOption(
  bars: readonly Bar[],
  dress: {
    readonly colours: ChartColours;
    readonly words: Readonly<Record<ReviewAction | 'added', string>>;
    percent(share: number, digits?: number): string;
  },
): EChartsCoreOption {
  const { colours, percent, words } = dress;
  const look = axisLook(colours);
  const { stripes, dots } = patterns(colours);
  return {
    tooltip: { trigger: 'axis', ...tooltipLook(colours) },
    legend: { top: 0, left: 0, textStyle: { color: colours.ink, fontSize: 13 } },
    grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true },
    xAxis: {
      type: 'category',
      data: bars.map(({ label }) => label),
      ...look,
      axisLabel: {
        ...look.axisLabel,
        hideOverlap: false,
        interval: 0,
        width: 110,
        rotate: 35,
        overflow: 'truncate',
      },
    },
    yAxis: [
      { type: 'value', minInterval: 1, ...look },
      {
        type: 'value',
        min: 0,
        max: 1,
        ...look,
        splitLine: { show: false },
        axisLabel: { ...look.axisLabel, formatter: (share: number) => percent(share, 0) },
      },
    ],
    series: [
      ...ACTIONS.filter(name => bars.some(({ action }) => action === name)).map(name => ({
        name: words[name],
        type: 'bar',
        stack: 'parts',
        barMaxWidth: 56,
        data: bars.map(({ inspections, action }) => (action === name ? inspections : null)),
        color: name === 'overrule' ? colours.pass : colours.fail,
        itemStyle: { decal: { confirm: stripes, escape: dots, overrule: undefined }[name] },
        label: { show: true, position: 'top', color: colours.ink },
      })),
      {
        name: words.added,
        type: 'line',
        yAxisIndex: 1,
        data: bars.map(bar => bar.added),
        color: colours.accent,
        symbolSize: 7,
        lineStyle: { width: 2, type: 'dashed' },
        tooltip: { valueFormatter: (value: number) => percent(value, 0) },
      },
    ],
  };
}
