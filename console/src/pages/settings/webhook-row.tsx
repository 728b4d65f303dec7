import { CircleCheck, CirclePause, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useToast } from '../../components/toast.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { Deliveries } from './deliveries.tsx';
import { useChange } from './use-change.ts';

type Webhook = Answer<'/api/v1/webhooks'>['items'][number];

const STATES = {
  active: { Icon: CircleCheck, colours: 'bg-pass-soft text-pass' },
  paused: { Icon: CirclePause, colours: 'bg-sunken text-ink' },
  failing: { Icon: TriangleAlert, colours: 'bg-fail-soft text-fail' },
} as const;

/** A webhook: where it goes, whether it works, and what can be done about it. */
export function WebhookRow({ webhook }: { readonly webhook: Webhook }) {
  const { common, settings } = useMessages();
  const { webhooks } = settings;
  const { url, state, events, category, decisions, waiting, last_error } = webhook;
  const { Icon, colours } = STATES[state];
  const filters = [
    category ?? webhooks.allCategories,
    ...(decisions ?? []).map(verdict => common.verdicts[verdict]),
  ];
  return (
    <li className="rounded-xl border border-line p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 basis-64 break-all font-mono text-sm">{url}</p>
        <span
          className={`inline-flex items-center gap-1.5 rounded-full px-3 py-1 text-sm font-semibold ${colours}`}
        >
          <Icon className="size-4" aria-hidden="true" />
          {webhooks.states[state]}
        </span>
        {waiting > 0 && (
          <span className="text-sm font-semibold text-review">{webhooks.waiting(waiting)}</span>
        )}
      </div>
      <p className="mt-2 text-sm">{events.map(event => webhooks.eventNames[event]).join(' · ')}</p>
      <p className="text-sm text-muted">{filters.join(' · ')}</p>
      {last_error !== null && (
        <p className="mt-2 break-words rounded-lg bg-fail-soft px-3 py-2 text-sm text-fail">
          {webhooks.lastError(last_error)}
        </p>
      )}
      <Actions webhook={webhook} />
      <Deliveries webhookId={webhook.id} />
    </li>
  );
}

function Actions({ webhook: { id, state } }: { readonly webhook: Webhook }) {
  const { common, settings } = useMessages();
  const { webhooks } = settings;
  const toast = useToast();
  const [isAsking, setIsAsking] = useState(false);
  const params = { path: { id } };
  const test = useChange(
    ['webhooks'],
    () => dataOf(api.POST('/api/v1/webhooks/{id}/test', { params })),
    ({ delivered, error, status, ms }) =>
      toast(
        delivered
          ? { text: webhooks.testDelivered(ms) }
          : { text: webhooks.testFailed(error ?? String(status)), kind: 'problem' },
      ),
  );
  const setActive = useChange(
    ['webhooks'],
    (active: boolean) => dataOf(api.PATCH('/api/v1/webhooks/{id}', { params, body: { active } })),
    (_, active) =>
      toast({
        text: active ? webhooks.resumed : webhooks.paused,
        onUndo: () => setActive.mutate(!active),
      }),
  );
  const remove = useChange(
    ['webhooks'],
    () => dataOf(api.DELETE('/api/v1/webhooks/{id}', { params })),
    () => toast({ text: webhooks.removed }),
  );
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      <Button onClick={() => test.mutate(undefined)} disabled={test.isPending}>
        {webhooks.test}
      </Button>
      <Button onClick={() => setActive.mutate(state !== 'active')} disabled={setActive.isPending}>
        {state === 'active' ? webhooks.pause : webhooks.resume}
      </Button>
      <Button onClick={() => setIsAsking(true)}>{common.remove}</Button>
      <ConfirmDialog
        title={webhooks.removeQuestion}
        lead={webhooks.removeLead}
        confirm={common.remove}
        open={isAsking}
        onOpenChange={setIsAsking}
        onConfirm={() => remove.mutate(undefined)}
      />
    </div>
  );
}
