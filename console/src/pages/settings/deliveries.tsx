import { useInfiniteQuery } from '@tanstack/react-query';
import { ChevronDown, CircleCheck, Clock } from 'lucide-react';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';

type Delivery = Answer<'/api/v1/webhooks/{id}/deliveries'>['items'][number];

/** What was sent to a webhook and what waits, when somebody wants to see it. */
export function Deliveries({ webhookId }: { readonly webhookId: string }) {
  const { webhooks } = useMessages().settings;
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className="mt-2">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        className="flex min-h-11 cursor-pointer items-center gap-2 rounded-xl pr-3 font-semibold text-accent"
      >
        <ChevronDown className={`size-5 ${isOpen ? '' : '-rotate-90'}`} aria-hidden="true" />
        {webhooks.deliveries}
      </button>
      {isOpen && <List webhookId={webhookId} />}
    </div>
  );
}

function List({ webhookId }: { readonly webhookId: string }) {
  const { common, settings } = useMessages();
  const { data, error, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['webhooks', webhookId, 'deliveries'],
    queryFn: ({ signal, pageParam }) =>
      dataOf(
        api.GET('/api/v1/webhooks/{id}/deliveries', {
          params: { path: { id: webhookId }, query: pageParam === null ? {} : { cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
  });
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton />;
  const items = data.pages.flatMap(page => page.items);
  if (items.length === 0) return <p className="text-muted">{settings.webhooks.noDeliveries}</p>;
  return (
    <>
      <ul>
        {items.map(delivery => (
          <DeliveryRow key={delivery.id} delivery={delivery} />
        ))}
      </ul>
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>{common.more}</Button>}
    </>
  );
}

function DeliveryRow({ delivery }: { readonly delivery: Delivery }) {
  const { webhooks } = useMessages().settings;
  const format = useFormat();
  const { state, event, category, created_at, attempts, next_attempt_at, last_status, last_error } = delivery;
  const hasArrived = state === 'delivered';
  const Icon = hasArrived ? CircleCheck : Clock;
  const facts = [
    format.time(created_at),
    category,
    webhooks.attempts(attempts),
    last_status === null ? null : `HTTP ${last_status}`,
    next_attempt_at === null ? null : webhooks.nextAttempt(format.ago(next_attempt_at)),
  ].filter(fact => fact !== null);
  return (
    <li className="border-line border-t py-2 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <Icon className={`size-4 ${hasArrived ? 'text-pass' : 'text-review'}`} aria-hidden="true" />
        <span className="font-semibold">{hasArrived ? webhooks.delivered : webhooks.notYet}</span>
        <code>{event}</code>
      </p>
      <p className="text-muted">{facts.join(' · ')}</p>
      {!hasArrived && last_error !== null && <p className="break-words text-fail">{last_error}</p>}
    </li>
  );
}
