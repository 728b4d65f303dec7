import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { useChange } from './use-change.ts';

type ApiKey = Answer<'/api/v1/api-keys'>['api_keys'][number];

/** A key: whose it is, what it may, and the button that makes it worthless. */
export function ApiKeyRow({ apiKey }: { readonly apiKey: ApiKey }) {
  const { keys, roles } = useMessages().settings;
  const format = useFormat();
  const { name, user, scopes, expires_at, last_used_at, revoked_at } = apiKey;
  const permissions: Readonly<Record<string, string>> = roles.permissions;
  const used = last_used_at === null ? keys.neverUsed : keys.used(format.ago(last_used_at));
  return (
    <li className="flex flex-wrap items-center gap-3 border-line border-b py-3 last:border-0">
      <div className="min-w-56 flex-1">
        <p className="break-words font-semibold">
          {name} <span className="font-normal text-muted">· {user}</span>
        </p>
        <p className="text-sm text-muted">
          {used} · {useEnd(expires_at)}
        </p>
        <ul className="mt-1 flex flex-wrap gap-1">
          {scopes.map(scope => (
            <li key={scope} className="rounded-full bg-sunken px-2.5 py-0.5 text-sm">
              {permissions[scope] ?? scope}
            </li>
          ))}
        </ul>
      </div>
      {revoked_at === null ? (
        <Revoke apiKey={apiKey} />
      ) : (
        <span className="rounded-full bg-sunken px-3 py-1 text-sm font-semibold">{keys.revoked}</span>
      )}
    </li>
  );
}

function useEnd(expiresAt: string | null): string {
  const { keys } = useMessages().settings;
  const format = useFormat();
  if (expiresAt === null) return keys.neverExpires;
  return keys[Date.parse(expiresAt) > Date.now() ? 'expires' : 'expired'](format.date(expiresAt));
}

function Revoke({ apiKey: { id, name } }: { readonly apiKey: ApiKey }) {
  const { keys } = useMessages().settings;
  const [isAsking, setIsAsking] = useState(false);
  const revoke = useChange(['api-keys'], () =>
    dataOf(api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } })),
  );
  return (
    <>
      <Button onClick={() => setIsAsking(true)} disabled={revoke.isPending}>
        {keys.revoke}
      </Button>
      <ConfirmDialog
        title={keys.revokeQuestion(name)}
        lead={keys.revokeLead}
        confirm={keys.revoke}
        open={isAsking}
        onOpenChange={setIsAsking}
        onConfirm={() => revoke.mutate(undefined)}
      />
    </>
  );
}
