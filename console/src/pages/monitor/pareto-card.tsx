import { useQuery } from '@tanstack/react-query';
import type { EChartsCoreOption } from 'echarts/core';
import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, dataOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Card } from '../../components/card.tsx';
import { ChartCard } from '../../components/chart-card.tsx';
import { useChartColours } from '../../components/chart-colours.ts';
import { axisLook, type ChartColours, tooltipLook } from '../../components/chart-look.ts';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { addedUp } from './added-up.ts';

type Reasons = Answer<'/api/v1/statistics/pareto'>['reasons'];
const MOST_BARS = 10;

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
        parts: monitor.parts,
        added: monitor.added,
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
            <Link key="reason" className="text-accent underline" to={`/history/${bar.latest_id}`}>
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
  readonly action: string;
}

function paretoOption(
  bars: readonly Bar[],
  words: {
    readonly colours: ChartColours;
    readonly parts: string;
    readonly added: string;
    percent(share: number, digits?: number): string;
  },
): EChartsCoreOption {
  const { colours, percent, parts, added } = words;
  const look = axisLook(colours);
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
      {
        name: parts,
        type: 'bar',
        barMaxWidth: 56,
        data: bars.map(({ inspections, action }) => ({
          value: inspections,
          itemStyle: { color: action === 'overrule' ? colours.pass : colours.fail },
        })),
        color: colours.fail,
        label: { show: true, position: 'top', color: colours.ink },
      },
      {
        name: added,
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
