import { useQuery } from '@tanstack/react-query';
import { Download, History, RefreshCw } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay } from '../../session/session.tsx';
import { BulkReview } from './bulk-review.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type HistoryFilter, readFilter, writeFilter } from './history-filter.ts';
import { InspectionList } from './inspection-list.tsx';
import { NOTHING_SELECTED } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { useInspectionCount, useInspections } from './use-inspections.ts';

/** All inspections, by filters that are part of the address. */
export function HistoryPage() {
  const { common, history } = useMessages();
  const format = useFormat();
  const [address, setAddress] = useSearchParams();
  const filter = useMemo(() => readFilter(address), [address]);
  const found = useInspections(filter);
  const count = useInspectionCount(filter);
  const [selection, setSelection] = useState(NOTHING_SELECTED);
  const [reviewing, setReviewing] = useState(false);
  const isFiltered = Object.keys(filter).length > 0;
  const changeFilter = (next: HistoryFilter) => {
    const written = writeFilter(next);
    if (written.toString() === writeFilter(filter).toString()) return;
    setSelection(NOTHING_SELECTED);
    setAddress(written, { replace: true, flushSync: true });
  };
  return (
    <Page
      title={common.pages.history}
      actions={
        <>
          <Exports filter={filter} />
          <Button onClick={found.refresh}>
            <RefreshCw className="size-5" aria-hidden="true" />
            {history.refresh}
          </Button>
        </>
      }
    >
      <FilterBar filter={filter} categories={useCategoryNames()} onChange={changeFilter} />
      <p aria-live="polite" className="mb-2 min-h-6 text-muted">
        {count === null ? ' ' : history.count(format.number(count))}
      </p>
      {found.error && found.items.length === 0 && <ProblemNotice error={found.error} onRetry={found.retry} />}
      {found.isLoading && !found.error && <Skeleton className="h-96" />}
      {found.items.length > 0 && (
        <div className={found.isStale ? 'opacity-60' : ''}>
          <InspectionList found={found} filter={filter} selection={selection} onSelect={setSelection} />
          {found.error && (
            <div className="mt-4">
              <ProblemNotice error={found.error} onRetry={found.retry} />
            </div>
          )}
        </div>
      )}
      {!found.isLoading && !found.error && found.items.length === 0 && <Nothing isFiltered={isFiltered} />}
      <SelectionBar
        selection={selection}
        onClear={() => setSelection(NOTHING_SELECTED)}
        onReview={() => setReviewing(true)}
      />
      {reviewing && (
        <BulkReview
          inspections={found.items.filter(({ id }) => selection.ids.has(id))}
          onClose={isDone => {
            setReviewing(false);
            if (isDone) setSelection(NOTHING_SELECTED);
          }}
        />
      )}
    </Page>
  );
}

function Exports({ filter }: { readonly filter: HistoryFilter }) {
  const { history } = useMessages();
  const query = writeFilter(filter).toString();
  if (!useMay('export')) return null;
  const link = (name: string, text: string) => (
    <a
      href={`/api/v1/inspections.${name}${query === '' ? '' : `?${query}`}`}
      download
      className="inline-flex min-h-11 items-center gap-2 rounded-xl border border-line bg-surface px-4 py-2 font-semibold hover:bg-sunken"
    >
      <Download className="size-5" aria-hidden="true" />
      {text}
    </a>
  );
  return (
    <>
      {link('csv', history.exportCsv)}
      {link('jsonl', history.exportJsonl)}
    </>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  const { history } = useMessages();
  return (
    <EmptyState
      title={isFiltered ? history.noneTitle : history.emptyTitle}
      icon={<History className="size-8" />}
    >
      <p className="text-muted">{isFiltered ? history.noneLead : history.emptyLead}</p>
      {!isFiltered && (
        <Link to="/" className="brand-gradient flex min-h-11 items-center rounded-xl px-5 font-semibold">
          {history.emptyDo}
        </Link>
      )}
    </EmptyState>
  );
}

function useCategoryNames(): readonly string[] {
  const { data } = useQuery({
    queryKey: ['categories'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/categories', { signal })),
  });
  return data?.categories.map(({ name }) => name) ?? [];
}
