import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import type { Verdict } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { CheckGroup } from './check-group.tsx';
import { SecretOnce } from './secret-once.tsx';
import { useChange } from './use-change.ts';

const EVENTS = ['inspection.recorded', 'inspection.reviewed', 'model.activated', 'job.finished'] as const;
const VERDICTS: readonly Verdict[] = ['PASS', 'REVIEW', 'FAIL'];

interface NewWebhook {
  readonly url: string;
  readonly events: (typeof EVENTS)[number][];
  readonly category: string | null;
  readonly decisions: Verdict[] | null;
}

/** Adds a webhook, and shows its secret once. */
export function NewWebhookDialog({ onClose }: { onClose(): void }) {
  const { webhooks, done } = useMessages().settings;
  const add = useChange(
    ['webhooks'],
    (body: NewWebhook) => dataOf(api.POST('/api/v1/webhooks', { body })),
    undefined,
    { showsProblem: true },
  );
  return (
    <Dialog title={webhooks.add} open onOpenChange={onClose}>
      {add.data ? (
        <div className="flex flex-col gap-4">
          <SecretOnce label={webhooks.secret} value={add.data.secret} />
          <Button kind="primary" onClick={onClose}>
            {done}
          </Button>
        </div>
      ) : (
        <WebhookForm isPending={add.isPending} error={add.error} onAdd={add.mutate} />
      )}
    </Dialog>
  );
}

function WebhookForm({
  isPending,
  error,
  onAdd,
}: {
  readonly isPending: boolean;
  readonly error: Error | null;
  onAdd(webhook: NewWebhook): void;
}) {
  const { common, settings } = useMessages();
  const { webhooks } = settings;
  const { data } = useQuery({
    queryKey: ['categories'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/categories', { signal })),
  });
  const [url, setUrl] = useState('');
  const [category, setCategory] = useState('');
  const [events, setEvents] = useState<readonly (typeof EVENTS)[number][]>(['inspection.recorded']);
  const [decisions, setDecisions] = useState<readonly Verdict[]>(['REVIEW', 'FAIL']);
  const isNarrowed = decisions.length > 0 && decisions.length < VERDICTS.length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAdd({
      url,
      events: [...events],
      category: category === '' ? null : category,
      decisions: isNarrowed ? [...decisions] : null,
    });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={webhooks.url}
        hint={webhooks.urlHint}
        type="url"
        value={url}
        onChange={event => setUrl(event.target.value)}
        autoComplete="off"
        required
      />
      <CheckGroup
        legend={webhooks.events}
        names={EVENTS}
        textOf={event => webhooks.eventNames[event]}
        chosen={events}
        onChoose={setEvents}
      />
      <CheckGroup
        legend={webhooks.decisions}
        names={VERDICTS}
        textOf={verdict => common.verdicts[verdict]}
        chosen={decisions}
        onChoose={setDecisions}
        isInLine
      />
      <SelectField
        label={webhooks.category}
        value={category}
        onChange={event => setCategory(event.target.value)}
      >
        <option value="">{webhooks.allCategories}</option>
        {data?.categories.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </SelectField>
      {error && <ProblemNotice error={error} />}
      <Button type="submit" kind="primary" disabled={isPending || events.length === 0}>
        {webhooks.add}
      </Button>
    </form>
  );
}
