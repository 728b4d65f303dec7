import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { CheckField, SelectField, TextField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay, useSession } from '../../session/session.tsx';
import { PERMISSIONS, ROLE_PERMISSIONS, type Role, type RolePermission } from './roles.ts';
import { SecretOnce } from './secret-once.tsx';
import { useChange } from './use-change.ts';

const EXPIRIES_DAYS = [30, 90, 365] as const;
const DAY_MS = 86_400_000;

/** Makes a key for a program, and shows it once. */
export function NewApiKeyDialog({ onClose }: { onClose(): void }) {
  const { keys, done } = useMessages().settings;
  const make = useChange(
    ['api-keys'],
    (body: NewKey) => dataOf(api.POST('/api/v1/api-keys', { body })),
    undefined,
    { showsProblem: true },
  );
  return (
    <Dialog title={keys.add} open onOpenChange={onClose}>
      {make.data ? (
        <>
          <SecretOnce label={keys.theKey(make.data.api_key.name)} value={make.data.key} />
          <p className="mt-4">{keys.howTo}</p>
          <code className="mt-1 mb-4 block break-all rounded-xl bg-sunken p-3 text-sm">
            Authorization: Bearer {make.data.key}
          </code>
          <Button kind="primary" onClick={onClose}>
            {done}
          </Button>
        </>
      ) : (
        <KeyForm isPending={make.isPending} error={make.error} onMake={make.mutate} />
      )}
    </Dialog>
  );
}

interface NewKey {
  readonly name: string;
  readonly scopes: RolePermission[];
  readonly expires_at?: string;
  readonly user_id?: string;
}

function KeyForm({
  isPending,
  error,
  onMake,
}: {
  readonly isPending: boolean;
  readonly error: Error | null;
  onMake(key: NewKey): void;
}) {
  const { keys, roles, never } = useMessages().settings;
  const session = useSession();
  const owners = useOwners();
  const [name, setName] = useState('');
  const [ownerId, setOwnerId] = useState('');
  const [days, setDays] = useState('365');
  const [chosen, setChosen] = useState<readonly RolePermission[]>(['read', 'inspect']);
  const owner = owners.find(({ id }) => id === ownerId);
  const allowed = ROLE_PERMISSIONS[(owner?.role ?? session.role) as Role];
  const scopes = chosen.filter(scope => allowed.includes(scope));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const end = days === '' ? {} : { expires_at: new Date(Date.now() + Number(days) * DAY_MS).toISOString() };
    onMake({ name, scopes, ...end, ...(ownerId !== '' && { user_id: ownerId }) });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={keys.name}
        hint={keys.nameHint}
        value={name}
        onChange={event => setName(event.target.value)}
        autoComplete="off"
        required
      />
      {owners.length > 1 && (
        <SelectField label={keys.owner} value={ownerId} onChange={event => setOwnerId(event.target.value)}>
          <option value="">{session.name}</option>
          {owners
            .filter(user => user.name !== session.name)
            .map(user => (
              <option key={user.id} value={user.id}>
                {user.name}
              </option>
            ))}
        </SelectField>
      )}
      <fieldset>
        <legend className="text-sm font-semibold">{keys.scopes}</legend>
        {PERMISSIONS.filter(scope => allowed.includes(scope)).map(scope => (
          <CheckField
            key={scope}
            label={roles.permissions[scope]}
            checked={chosen.includes(scope)}
            onChange={({ target }) =>
              setChosen(target.checked ? [...chosen, scope] : chosen.filter(one => one !== scope))
            }
          />
        ))}
      </fieldset>
      <SelectField label={keys.expiry} value={days} onChange={event => setDays(event.target.value)}>
        {EXPIRIES_DAYS.map(count => (
          <option key={count} value={count}>
            {keys.expiryDays(count)}
          </option>
        ))}
        <option value="">{never}</option>
      </SelectField>
      {error && <ProblemNotice error={error} />}
      <Button type="submit" kind="primary" disabled={isPending || scopes.length === 0}>
        {keys.add}
      </Button>
    </form>
  );
}

/** Whom a key can be made for: administrators choose among all who can log in. */
function useOwners() {
  const { data } = useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/users', { signal })),
    enabled: useMay('administer'),
  });
  return data?.users.filter(({ disabled }) => !disabled) ?? [];
}
