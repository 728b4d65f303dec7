import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { useToast } from '../../components/toast.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { useSession } from '../../session/session.tsx';
import { ROLES, type Role } from './roles.ts';
import { SecretOnce } from './secret-once.tsx';
import { useChange } from './use-change.ts';

export type User = Answer<'/api/v1/users'>['users'][number];

/** A user with what can be done about them. */
export function UserRow({ user }: { readonly user: User }) {
  const { users, roles } = useMessages().settings;
  const { name: own } = useSession();
  const format = useFormat();
  const change = useUserChange(user);
  const isSelf = user.name === own;
  return (
    <li className="flex flex-wrap items-center gap-3 border-line border-b py-3 last:border-0">
      <div className="min-w-48 flex-1">
        <p className="break-words font-semibold">
          {user.name}
          {isSelf && <span className="ml-2 font-normal text-muted">({users.you})</span>}
        </p>
        <p className="text-sm text-muted">
          {users.since(format.date(user.created_at))}
          {user.password_change_required && ` · ${users.temporary}`}
        </p>
      </div>
      {user.disabled && (
        <span className="rounded-full bg-sunken px-3 py-1 text-sm font-semibold">{users.disabled}</span>
      )}
      <select
        aria-label={users.roleOf(user.name)}
        value={user.role}
        disabled={change.isPending || isSelf}
        onChange={event => change.mutate({ role: event.target.value as Role })}
        className="min-h-11 rounded-xl border border-line bg-surface px-3 disabled:opacity-55"
      >
        {ROLES.map(role => (
          <option key={role} value={role}>
            {roles.names[role]}
          </option>
        ))}
      </select>
      {!isSelf && (
        <div className="flex gap-2">
          <ResetPassword user={user} />
          <Button onClick={() => change.mutate({ disabled: !user.disabled })} disabled={change.isPending}>
            {user.disabled ? users.enable : users.disable}
          </Button>
        </div>
      )}
    </li>
  );
}

type Change = { readonly role?: Role; readonly disabled?: boolean };

/** Changes a user; the toast takes it back. */
function useUserChange(user: User) {
  const { users, roles } = useMessages().settings;
  const toast = useToast();
  const send = (body: Change) =>
    dataOf(api.PATCH('/api/v1/users/{id}', { params: { path: { id: user.id } }, body }));
  const undo = useChange(['users'], send);
  return useChange(['users'], send, (_, { role, disabled }) => {
    const text =
      role === undefined
        ? users[disabled ? 'nowDisabled' : 'nowEnabled'](user.name)
        : users.roleChanged(user.name, roles.names[role]);
    const before = role === undefined ? { disabled: user.disabled } : { role: user.role };
    toast({ text, onUndo: () => undo.mutate(before) });
  });
}

function ResetPassword({ user: { id, name } }: { readonly user: User }) {
  const { users, done } = useMessages().settings;
  const [isAsking, setIsAsking] = useState(false);
  const reset = useChange(['users'], () =>
    dataOf(api.POST('/api/v1/users/{id}/password-reset', { params: { path: { id } }, body: {} })),
  );
  return (
    <>
      <Button onClick={() => setIsAsking(true)} disabled={reset.isPending}>
        {users.reset}
      </Button>
      <ConfirmDialog
        title={users.resetQuestion(name)}
        lead={users.resetLead}
        confirm={users.reset}
        open={isAsking}
        onOpenChange={setIsAsking}
        onConfirm={() => reset.mutate(undefined)}
      />
      <Dialog title={users.reset} open={reset.data !== undefined} onOpenChange={reset.reset}>
        <SecretOnce label={users.temporaryPassword(name)} value={reset.data?.temporary_password ?? ''} />
        <p className="my-4">{users.temporaryHint}</p>
        <Button kind="primary" onClick={reset.reset}>
          {done}
        </Button>
      </Dialog>
    </>
  );
}
