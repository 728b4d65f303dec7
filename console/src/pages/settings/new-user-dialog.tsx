import { type FormEvent, useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { ROLES, type Role } from './roles.ts';
import { SecretOnce } from './secret-once.tsx';
import { useChange } from './use-change.ts';

/** Adds a user, and shows their temporary password once. */
export function NewUserDialog({ onClose }: { onClose(): void }) {
  const { users, roles, done } = useMessages().settings;
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const add = useChange(
    ['users'],
    () => dataOf(api.POST('/api/v1/users', { body: { name, role } })),
    undefined,
    { showsProblem: true },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(undefined);
  };
  return (
    <Dialog title={users.add} open onOpenChange={onClose}>
      {add.data ? (
        <>
          <SecretOnce
            label={users.temporaryPassword(add.data.user.name)}
            value={add.data.temporary_password}
          />
          <p className="my-4">{users.temporaryHint}</p>
          <Button kind="primary" onClick={onClose}>
            {done}
          </Button>
        </>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          <TextField
            label={users.name}
            value={name}
            onChange={event => setName(event.target.value)}
            autoComplete="off"
            required
          />
          <SelectField
            label={users.role}
            value={role}
            onChange={event => setRole(event.target.value as Role)}
          >
            {ROLES.map(one => (
              <option key={one} value={one}>
                {roles.names[one]}
              </option>
            ))}
          </SelectField>
          {add.error && <ProblemNotice error={add.error} />}
          <Button type="submit" kind="primary" disabled={add.isPending}>
            {users.add}
          </Button>
        </form>
      )}
    </Dialog>
  );
}
