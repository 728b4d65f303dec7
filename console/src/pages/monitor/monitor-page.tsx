import { Activity, RefreshCw } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { DriftSection } from './drift-section.tsx';
import { FilterBar } from './filter-bar.tsx';
import { GroupsCard } from './groups-card.tsx';
import { LatencyCard } from './latency-card.tsx';
import { type ChangeFilter, type MonitorFilter, readFilter, searchOf } from './monitor-filter.ts';
import { ParetoCard } from './pareto-card.tsx';
import { PlacesCard } from './places-card.tsx';
import { Tiles } from './tiles.tsx';
import { useGroups, useLatency, usePareto, useYield } from './use-statistics.ts';
import { YieldCard } from './yield-card.tsx';

/** How production runs: yield, control charts, reasons and times, renewed by itself. */
export function MonitorPage() {
  const { common, monitor } = useMessages();
  const [search, setSearch] = useSearchParams();
  const filter = readFilter(search);
  // The address follows a moment later: a second choice must not be made from a filter that lacks the first.
  const latest = useRef(filter);
  useLayoutEffect(() => {
    latest.current = readFilter(search);
  }, [search]);
  const change = (make: ChangeFilter) => {
    latest.current = make(latest.current);
    setSearch(searchOf(latest.current), { replace: true });
  };
  const { data, error, refetch } = useYield(filter);
  return (
    <Page
      title={common.pages.monitor}
      actions={
        <p className="flex items-center gap-2 text-sm text-muted">
          <RefreshCw className="size-4" aria-hidden="true" />
          {monitor.live}
        </p>
      }
    >
      <FilterBar filter={filter} onChange={change} />
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-96" />}
      {data?.total.inspected === 0 && <Nothing filter={filter} onReset={() => setSearch({ range: '30d' })} />}
      {data && data.total.inspected > 0 && (
        <>
          <Tiles total={data.total} filter={filter} />
          <div className="mb-6">
            <YieldCard buckets={data.buckets} filter={filter} />
          </div>
          <Drift filter={filter} onChange={change} />
          <Causes filter={filter} onChange={change} />
        </>
      )}
    </Page>
  );
}

function Nothing({ filter, onReset }: { readonly filter: MonitorFilter; onReset(): void }) {
  const { monitor } = useMessages();
  const isWide = searchOf(filter).toString() === 'range=30d';
  return (
    <EmptyState title={monitor.nothing} icon={<Activity className="size-8" />}>
      <p className="text-muted">{monitor.nothingTodo}</p>
      <div className="flex flex-wrap justify-center gap-3">
        {!isWide && <Button onClick={onReset}>{monitor.ranges['30d']}</Button>}
        <Link
          to="/"
          className="brand-gradient inline-flex min-h-11 items-center rounded-xl px-4 py-2 font-semibold"
        >
          {monitor.toInspect}
        </Link>
      </div>
    </EmptyState>
  );
}

interface Section {
  readonly filter: MonitorFilter;
  onChange(make: ChangeFilter): void;
}

/** Control charts are of one category: the only one there is, or the one that is chosen. */
function Drift({ filter, onChange }: Section) {
  const { monitor } = useMessages();
  const { data, error, refetch } = useGroups(filter, 'category');
  const names = data?.groups.flatMap(({ value }) => value ?? []) ?? [];
  const category = filter.category ?? (names.length === 1 ? names[0] : undefined);
  if (category !== undefined) return <DriftSection filter={filter} category={category} />;
  if (!data) return <Awaited error={error} onRetry={() => void refetch()} className="mb-6 h-64" />;
  return (
    <Card title={monitor.signals} className="mb-6">
      <p className="font-semibold">{monitor.chooseCategory}</p>
      <p className="mb-3 text-sm text-muted">{monitor.chooseCategoryWhy}</p>
      <div className="flex flex-wrap gap-2">
        {names.map(name => (
          <Button key={name} onClick={() => onChange(latest => ({ ...latest, category: name }))}>
            {name}
          </Button>
        ))}
      </div>
    </Card>
  );
}

function Causes({ filter, onChange }: Section) {
  const pareto = usePareto(filter);
  const latency = useLatency(filter);
  const causes = { error: pareto.error, onRetry: () => void pareto.refetch(), className: 'h-96' };
  return (
    <div className="grid gap-6 xl:grid-cols-2">
      {pareto.data ? <ParetoCard reasons={pareto.data.reasons} /> : <Awaited {...causes} />}
      {pareto.data && <PlacesCard places={pareto.data.places} cells={pareto.data.cells} />}
      {!pareto.data && !pareto.error && <Skeleton className="h-96" />}
      <GroupsCard
        filter={filter}
        onChoose={(place, value) => onChange(latest => ({ ...latest, [place]: value }))}
      />
      {latency.data ? (
        <LatencyCard latency={latency.data} />
      ) : (
        <Awaited error={latency.error} onRetry={() => void latency.refetch()} className="h-64" />
      )}
    </div>
  );
}

/** Stands where something will be, or says why it is not there. */
function Awaited({
  error,
  onRetry,
  className,
}: {
  readonly error: Error | null;
  onRetry(): void;
  readonly className: string;
}) {
  return error ? (
    <div className={className}>
      <ProblemNotice error={error} onRetry={onRetry} />
    </div>
  ) : (
    <Skeleton className={className} />
  );
}
