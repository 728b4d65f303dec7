import { useMemo } from 'react';
import type { Answer } from '../../api/types.ts';
import { ChartCard } from '../../components/chart-card.tsx';
import { useChartColours } from '../../components/chart-colours.ts';
import { axisLook, tooltipLook } from '../../components/chart-look.ts';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';

const PERCENTILES = ['p50', 'p90', 'p95', 'p99', 'max'] as const;

/** How long inspections take, by percentile. */
export function LatencyCard({ latency }: { readonly latency: Answer<'/api/v1/statistics/latency'> }) {
  const { monitor } = useMessages();
  const { number } = useFormat();
  const colours = useChartColours();
  const option = useMemo(() => {
    const look = axisLook(colours);
    const names = PERCENTILES.map(name => (name === 'max' ? monitor.longest : name));
    const write = (value: number) => number(value, value < 10 ? 1 : 0);
    return {
      tooltip: {
        trigger: 'axis',
        ...tooltipLook(colours),
        valueFormatter: (ms: number) => `${write(ms)} ms`,
      },
      grid: { left: 8, right: 72, top: 8, bottom: 8, containLabel: true },
      xAxis: { type: 'value', splitNumber: 4, ...look },
      yAxis: { type: 'category', inverse: true, data: names, ...look },
      series: [
        {
          name: monitor.milliseconds,
          type: 'bar',
          barMaxWidth: 30,
          color: colours.accent,
          data: PERCENTILES.map(name => latency[name]),
          label: {
            show: true,
            position: 'right',
            color: colours.ink,
            formatter: ({ value }: { readonly value: number }) => `${write(value)} ms`,
          },
        },
      ],
    };
  }, [latency, colours, monitor, number]);
  return (
    <ChartCard
      title={monitor.latencyTitle}
      meaning={`${monitor.latencyMeaning} ${monitor.latencyOf(number(latency.inspections))}`}
      option={option}
      className="h-64"
      table={{
        head: [monitor.percentile, monitor.milliseconds],
        rows: PERCENTILES.map(name => ({
          key: name,
          cells: [
            name === 'max' ? monitor.longest : name,
            latency[name] === null ? '–' : number(latency[name], 1),
          ],
        })),
      }}
    />
  );
}
