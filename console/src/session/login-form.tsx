import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiProblem, api, dataOf } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { TextField } from '../components/field.tsx';
import { PasswordField } from '../components/password-field.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { useWait } from './use-wait.ts';

/**
 * Name and password.
 *
 * @param name of the only one who may log in here; anybody when it is left out
 */
export function LoginForm({ name, onDone }: { readonly name?: string; onDone(): Promise<void> }) {
  const { login } = useMessages();
  const [typedName, setTypedName] = useState(name ?? '');
  const [password, setPassword] = useState('');
  const attempt = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/session', { body: { name: typedName.trim(), password } })),
    onSuccess: onDone,
  });
  const seconds = useWait(attempt.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (seconds === 0 && !attempt.isPending) attempt.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={login.name}
        value={typedName}
        onChange={event => setTypedName(event.target.value)}
        readOnly={name !== undefined}
        autoFocus={name === undefined}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <PasswordField
        label={login.password}
        value={password}
        onChange={setPassword}
        takesFocus={name !== undefined}
        autoComplete="current-password"
      />
      <Refusal error={attempt.error} />
      <Button type="submit" kind="primary" className="w-full" disabled={seconds > 0 || attempt.isPending}>
        {seconds > 0 ? login.wait(seconds) : login.logIn}
      </Button>
      <p className="text-sm text-muted">{login.forgotten}</p>
    </form>
  );
}

function Refusal({ error }: { readonly error: Error | null }) {
  const { login } = useMessages();
  if (!error) return null;
  const code = error instanceof ApiProblem ? error.code : null;
  if (code !== 'login_failed' && code !== 'too_many_attempts') return <ProblemNotice error={error} />;
  return (
    <p role="alert" className="rounded-xl bg-fail-soft p-3 font-semibold text-fail">
      {code === 'login_failed' ? login.wrong : login.tooMany}
    </p>
  );
}
