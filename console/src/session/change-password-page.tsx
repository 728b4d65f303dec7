import { useMessages } from '../i18n/messages.tsx';
import { ChangePasswordForm } from './change-password-form.tsx';
import { Entrance } from './entrance.tsx';
import { useRefreshSession } from './session.tsx';

/** Makes somebody who came with a temporary password choose their own before anything else. */
export function ChangePasswordPage({ name }: { readonly name: string }) {
  const { login } = useMessages();
  return (
    <Entrance title={login.choosePassword} lead={login.choosePasswordLead(name)}>
      <ChangePasswordForm oldLabel={login.temporaryPassword} onDone={useRefreshSession()} />
    </Entrance>
  );
}
