import { useQuery } from '@tanstack/react-query';
import { Plus, Webhook } from 'lucide-react';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { NewWebhookDialog } from './new-webhook-dialog.tsx';
import { WebhookRow } from './webhook-row.tsx';

const REFRESH_MS = 10_000;

/** Which programs are told of what. */
export function WebhooksTab() {
  const { webhooks } = useMessages().settings;
  const [isAdding, setIsAdding] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['webhooks'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/webhooks', { signal })),
    refetchInterval: REFRESH_MS,
  });
  const add = (
    <Button kind="primary" onClick={() => setIsAdding(true)}>
      <Plus className="size-5" aria-hidden="true" />
      {webhooks.add}
    </Button>
  );
  return (
    <Card title={webhooks.title} actions={add}>
      <p className="mb-4 text-muted">{webhooks.lead}</p>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton />}
      {data?.items.length === 0 && <EmptyState title={webhooks.none} icon={<Webhook className="size-8" />} />}
      <ul className="flex flex-col gap-4">
        {data?.items.map(webhook => (
          <WebhookRow key={webhook.id} webhook={webhook} />
        ))}
      </ul>
      {isAdding && <NewWebhookDialog onClose={() => setIsAdding(false)} />}
    </Card>
  );
}
