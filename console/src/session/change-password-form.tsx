import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, dataOf } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { PasswordField } from '../components/password-field.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { useWait } from './use-wait.ts';

/** The old password and a new one. */
export function ChangePasswordForm({
  oldLabel,
  onDone,
}: {
  readonly oldLabel: string;
  onDone(): Promise<void>;
}) {
  const { login } = useMessages();
  const [oldPassword, setOldPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const change = useMutation({
    mutationFn: () =>
      dataOf(
        api.PUT('/api/v1/session/password', {
          body: { old_password: oldPassword, new_password: newPassword },
        }),
      ),
    async onSuccess() {
      setOldPassword('');
      setNewPassword('');
      await onDone();
    },
  });
  const seconds = useWait(change.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (seconds === 0 && !change.isPending) change.mutate();
  };
  return (
    <form onSubmit={submit} className="flex max-w-md flex-col gap-4">
      <PasswordField
        label={oldLabel}
        value={oldPassword}
        onChange={setOldPassword}
        autoComplete="current-password"
      />
      <PasswordField
        label={login.newPassword}
        hint={login.passwordHint}
        value={newPassword}
        onChange={setNewPassword}
        autoComplete="new-password"
      />
      {change.error && <ProblemNotice error={change.error} />}
      <Button type="submit" kind="primary" disabled={seconds > 0 || change.isPending}>
        {seconds > 0 ? login.wait(seconds) : login.change}
      </Button>
    </form>
  );
}
