import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, dataOf } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { TextField } from '../components/field.tsx';
import { PasswordField } from '../components/password-field.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { Entrance } from './entrance.tsx';
import { useRefreshSession } from './session.tsx';
import { useWait } from './use-wait.ts';

/** Makes the first administrator with the one-time token that the server printed, and logs them in. */
export function SetUpPage() {
  const { login } = useMessages();
  const [token, setToken] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const refresh = useRefreshSession();
  const setUp = useMutation({
    mutationFn: async () => {
      await dataOf(api.POST('/api/v1/setup', { body: { token: token.trim(), name, password } }));
      await dataOf(api.POST('/api/v1/session', { body: { name, password } }));
    },
    onSuccess: refresh,
  });
  const seconds = useWait(setUp.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (seconds === 0 && !setUp.isPending) setUp.mutate();
  };
  return (
    <Entrance title={login.welcome} lead={login.welcomeLead}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={login.token}
          hint={login.tokenHint}
          value={token}
          onChange={event => setToken(event.target.value)}
          className="min-h-11 w-full rounded-xl border border-line bg-surface px-3 py-2 font-mono text-sm text-ink"
          autoComplete="off"
          spellCheck={false}
          required
        />
        <TextField
          label={login.name}
          value={name}
          onChange={event => setName(event.target.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
        />
        <PasswordField
          label={login.password}
          hint={login.passwordHint}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
        />
        {setUp.error && <ProblemNotice error={setUp.error} />}
        <Button type="submit" kind="primary" className="w-full" disabled={seconds > 0 || setUp.isPending}>
          {seconds > 0 ? login.wait(seconds) : login.begin}
        </Button>
      </form>
    </Entrance>
  );
}
