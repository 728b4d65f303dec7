import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay, useSession } from '../../session/session.tsx';
import { ApiKeyRow } from './api-key-row.tsx';
import { NewApiKeyDialog } from './new-api-key-dialog.tsx';

/** Keys for programs: one's own, and for administrators everybody's. */
export function ApiKeysTab() {
  const { keys } = useMessages().settings;
  const { accounts } = useSession();
  return accounts ? <Keys /> : <NoAccounts title={keys.needsAccounts} />;
}

function Keys() {
  const { keys } = useMessages().settings;
  const [isAdding, setIsAdding] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['api-keys'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/api-keys', { signal })),
  });
  const add = (
    <Button kind="primary" onClick={() => setIsAdding(true)}>
      <Plus className="size-5" aria-hidden="true" />
      {keys.add}
    </Button>
  );
  const sorted = data?.api_keys.toSorted(
    (a, b) => Number(a.revoked_at !== null) - Number(b.revoked_at !== null),
  );
  return (
    <Card title={keys.title} actions={add}>
      <p className="mb-4 text-muted">{keys.lead}</p>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton />}
      {sorted?.length === 0 && <p className="rounded-xl bg-sunken p-4">{keys.none}</p>}
      <ul>
        {sorted?.map(key => (
          <ApiKeyRow key={key.id} apiKey={key} />
        ))}
      </ul>
      {isAdding && <NewApiKeyDialog onClose={() => setIsAdding(false)} />}
    </Card>
  );
}

function NoAccounts({ title }: { readonly title: string }) {
  const { keys } = useMessages().settings;
  const mayAdminister = useMay('administer');
  return (
    <Card title={keys.title}>
      <EmptyState title={title} icon={<KeyRound className="size-8" />}>
        <p>{keys.lead}</p>
        {mayAdminister && (
          <Link
            to="/settings/users"
            className="flex min-h-11 items-center font-semibold text-accent underline"
          >
            {keys.toUsers}
          </Link>
        )}
      </EmptyState>
    </Card>
  );
}
