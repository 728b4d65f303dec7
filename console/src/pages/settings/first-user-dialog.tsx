import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, dataOf, setCsrfToken } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/field.tsx';
import { PasswordField } from '../../components/password-field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useRefreshSession } from '../../session/session.tsx';

const SHORTEST_PASSWORD = 10;

/** Makes the first account, an administrator's, and logs them in with it. */
export function FirstUserDialog({ onClose }: { onClose(): void }) {
  const { settings, login } = useMessages();
  const { users } = settings;
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const refresh = useRefreshSession();
  const make = useMutation({
    mutationFn: () => makeFirst(name, password, users.firstFailed),
    onSuccess: refresh,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  };
  const isGood = password.length >= SHORTEST_PASSWORD && password !== name;
  return (
    <Dialog title={users.first} description={users.firstLead} open onOpenChange={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={users.name}
          value={name}
          onChange={event => setName(event.target.value)}
          autoComplete="username"
          required
        />
        <PasswordField
          label={login.password}
          hint={login.passwordHint}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
        />
        {make.error && <ProblemNotice error={make.error} />}
        <Button type="submit" kind="primary" disabled={!isGood || make.isPending}>
          {login.begin}
        </Button>
      </form>
    </Dialog>
  );
}

/** The server gives a temporary password, which is replaced at once, so that nobody has to write it down. */
async function makeFirst(
  name: string,
  password: string,
  failed: (temporary: string) => string,
): Promise<void> {
  const { temporary_password: temporary } = await dataOf(
    api.POST('/api/v1/users', { body: { name, role: 'administrator' } }),
  );
  try {
    const session = await dataOf(api.POST('/api/v1/session', { body: { name, password: temporary } }));
    setCsrfToken(session.csrf_token);
    await dataOf(
      api.PUT('/api/v1/session/password', { body: { old_password: temporary, new_password: password } }),
    );
  } catch {
    throw new Error(failed(temporary));
  }
}
