import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';
import { useMessages } from '../i18n/messages.tsx';
import { useIsDark } from '../theme.ts';
import { ProblemNotice } from './problem-notice.tsx';
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
  height,
  onClick,
}: {
  readonly option: EChartsCoreOption;
  readonly label: string;
  readonly className?: string;
  /** In pixels, instead of that of `className`. */
  readonly height?: number;
  readonly onClick?: (click: ChartClick) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const clicked = useRef(onClick);
  clicked.current = onClick;
  const [charts, setCharts] = useState<typeof import('./echarts.ts') | null>(null);
  const isDark = useIsDark();
  const { common } = useMessages();
  const [isMissing, setIsMissing] = useState(false);
  useEffect(() => {
    import('./echarts.ts').then(setCharts, () => setIsMissing(true));
  }, []);
  const drawn = useRef<ReturnType<typeof import('./echarts.ts').init> | null>(null);
  useEffect(() => {
    if (!charts || !place.current) return;
    const chart = charts.init(place.current, isDark ? 'dark' : null, { renderer: 'svg' });
    drawn.current = chart;
    chart.on('click', click => clicked.current?.(click as unknown as ChartClick));
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [charts, isDark]);
  // Apart from the above, so that fresh data neither flickers nor takes away what the pointer shows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart that was made anew is drawn anew
  useEffect(() => {
    drawn.current?.setOption(
      // ECharts would put a description of its own in the place of the label.
      { backgroundColor: 'transparent', animation: false, aria: { enabled: false }, ...option },
      { notMerge: true },
    );
  }, [charts, option, isDark]);
  return (
    <div className={`relative ${className}`} style={{ height }}>
      {!charts && !isMissing && <Skeleton className="h-full" />}
      {isMissing && (
        // A browser may remember that a file could not be had, and asks for it again only with the page.
        <ProblemNotice error={new Error(common.chartMissing)} onRetry={() => window.location.reload()} />
      )}
      {!isMissing && <div ref={place} role="img" aria-label={label} className="absolute inset-0" />}
    </div>
  );
}
