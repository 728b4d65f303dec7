import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';
import { useIsDark } from '../theme.ts';
import { Skeleton } from './skeleton.tsx';

/** What a chart tells when somebody clicks into it. */
export interface ChartClick {
  readonly seriesName: string | undefined;
  readonly name: string;
  readonly dataIndex: number;
  readonly value: unknown;
}

/**
 * A chart by Apache ECharts, which is loaded with the first chart. Charts are pictures: whoever shows one also gives its
 * content as text or a table.
 *
 * @param label what the chart shows, for those who cannot see it
 */
export function Chart({
  option,
  label,
  className = 'h-80',
  onClick,
}: {
  readonly option: EChartsCoreOption;
  readonly label: string;
  readonly className?: string;
  readonly onClick?: (click: ChartClick) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const clicked = useRef(onClick);
  clicked.current = onClick;
  const [charts, setCharts] = useState<typeof import('./echarts.ts') | null>(null);
  const isDark = useIsDark();
  useEffect(() => void import('./echarts.ts').then(setCharts), []);
  useEffect(() => {
    if (!charts || !place.current) return;
    const chart = charts.init(place.current, isDark ? 'dark' : null, { renderer: 'svg' });
    chart.setOption({ backgroundColor: 'transparent', animation: false, aria: { enabled: true }, ...option });
    chart.on('click', click => clicked.current?.(click as unknown as ChartClick));
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [charts, option, isDark]);
  return (
    <div className={`relative ${className}`}>
      {!charts && <Skeleton className="h-full" />}
      <div ref={place} role="img" aria-label={label} className="absolute inset-0" />
    </div>
  );
}
