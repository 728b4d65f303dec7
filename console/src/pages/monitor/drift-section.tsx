import { ApiProblem } from '../../api/client.ts';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { ControlCard } from './control-card.tsx';
import type { MonitorFilter } from './monitor-filter.ts';
import type { DriftChart } from './signals.ts';
import { SignalsCard } from './signals-card.tsx';
import { useDrift } from './use-statistics.ts';

/** How many inspections a chart needs before it says anything. */
const NEEDED: Readonly<Record<DriftChart['chart'], number>> = {
  rejects: 100,
  martingale: 2,
  ewma: 2,
  scores: 2,
  cusum: 2,
  moving_range: 2,
};
const SHOWN: readonly DriftChart['chart'][] = ['rejects', 'martingale', 'ewma', 'scores'];
const MOST_INSPECTIONS = 2_000;

/** Signals and control charts of one category. */
export function DriftSection({
  filter,
  category,
}: {
  readonly filter: MonitorFilter;
  readonly category: string;
}) {
  const { monitor } = useMessages();
  const { number } = useFormat();
  const { data, error, refetch } = useDrift(filter, category);
  if (error) {
    const isQuiet = error instanceof ApiProblem && error.status === 404;
    if (!isQuiet) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
    return (
      <Card title={monitor.signals} className="mb-6">
        <p className="text-muted">{error.message}</p>
      </Card>
    );
  }
  if (!data) return <Skeleton className="mb-6 h-96" />;
  const charts = SHOWN.flatMap(name => data.charts.find(({ chart }) => chart === name) ?? []);
  return (
    <>
      <SignalsCard drift={data} />
      {data.inspections >= MOST_INSPECTIONS && (
        <p className="mb-3 text-sm text-muted">{monitor.newestParts(number(data.inspections))}</p>
      )}
      <div className="mb-6 grid gap-6 xl:grid-cols-2">
        {charts.map(chart =>
          data.inspections < NEEDED[chart.chart] || chart.points.length < 2 ? (
            <Card key={chart.chart} title={monitor.charts[chart.chart]}>
              <p className="text-muted">
                {monitor.tooFew(
                  monitor.charts[chart.chart],
                  number(NEEDED[chart.chart]),
                  number(data.inspections),
                )}
              </p>
            </Card>
          ) : (
            <ControlCard key={chart.chart} chart={chart} />
          ),
        )}
      </div>
    </>
  );
}
