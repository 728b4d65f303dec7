import { useMessages } from '../i18n/messages.tsx';
import { Entrance } from './entrance.tsx';
import { LoginForm } from './login-form.tsx';
import { useRefreshSession } from './session.tsx';

/** Where everybody logs in. */
export function LoginPage() {
  const { login } = useMessages();
  return (
    <Entrance title={login.title}>
      <LoginForm onDone={useRefreshSession()} />
    </Entrance>
  );
}
