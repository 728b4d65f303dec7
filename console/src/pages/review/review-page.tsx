import { ListChecks } from 'lucide-react';
import { Link, useSearchParams } from 'react-router';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { type HistoryFilter, readFilter, writeFilter } from '../history/history-filter.ts';
import { LastDecision } from './last-decision.tsx';
import { QueueFilters } from './queue-filters.tsx';
import { ToDecide } from './to-decide.tsx';
import { useDecide } from './use-decide.ts';
import { type Order, type QueueFilter, useQueue, useWaiting } from './use-queue.ts';

/** What waits for a person, one after the other, to be decided by one key each. */
export function ReviewPage() {
  const { common, review } = useMessages();
  const format = useFormat();
  const [address, setAddress] = useSearchParams();
  const filter = queueFilterOf(readFilter(address));
  const order: Order = address.get('order') === 'worst' ? 'worst' : 'oldest';
  const deciding = useDecide();
  const { items, isLoading, error, refetch } = useQueue(filter, order, deciding.state);
  const waiting = useWaiting(filter);
  const { redoing } = deciding.state;
  const current = redoing?.inspection ?? items[0];
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Page
      title={common.pages.review}
      actions={
        <p className="flex min-h-11 items-center text-lg font-semibold tabular-nums" aria-live="polite">
          {waiting === null ? ' ' : review.left(format.number(waiting))}
        </p>
      }
    >
      <QueueFilters
        filter={filter}
        order={order}
        onChange={(next, nextOrder) => {
          const written = writeFilter(next);
          if (nextOrder === 'worst') written.set('order', 'worst');
          setAddress(written, { replace: true, flushSync: true });
        }}
      />
      <LastDecision deciding={deciding} />
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {isLoading && !error && <Skeleton className="h-[60vh]" />}
      {current && (
        <ToDecide key={current.id} inspection={current} hasNext={items.length > 1} deciding={deciding} />
      )}
      {!isLoading && !error && !current && <Nothing isFiltered={isFiltered} />}
    </Page>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  const { review } = useMessages();
  return (
    <EmptyState title={review.emptyTitle} icon={<ListChecks className="size-8" />}>
      <p className="text-muted">{isFiltered ? review.noneLead : review.emptyLead}</p>
      <Link
        to="/history"
        className="flex min-h-11 items-center rounded-xl border border-line bg-surface px-4 font-semibold hover:bg-sunken"
      >
        {review.toHistory}
      </Link>
    </EmptyState>
  );
}

/** The part of a filter that the queue understands. */
function queueFilterOf({ decision, reviewed: _, ...rest }: HistoryFilter): QueueFilter {
  return decision === undefined || decision === 'PASS' ? rest : { ...rest, decision };
}
