import type { ReactNode } from 'react';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { ChangePasswordPage } from './change-password-page.tsx';
import { LoginPage } from './login-page.tsx';
import { SessionProvider, useSession } from './session.tsx';
import { SessionEnded } from './session-ended.tsx';
import { SetUpPage } from './set-up-page.tsx';

/** Lets in who may come in. */
export function Gate({ children }: { readonly children: ReactNode }) {
  return (
    <SessionProvider
      whileLoading={error => (
        <main className="mx-auto max-w-xl p-6">
          {error ? <ProblemNotice error={error} onRetry={() => window.location.reload()} /> : <Skeleton />}
        </main>
      )}
    >
      <Door>{children}</Door>
    </SessionProvider>
  );
}

function Door({ children }: { readonly children: ReactNode }) {
  const session = useSession();
  if (session.setup) return <SetUpPage />;
  if (session.accounts && session.name === null) return <LoginPage />;
  if (session.password_change_required) return <ChangePasswordPage name={session.name ?? ''} />;
  return (
    <>
      {children}
      {session.hasEnded && <SessionEnded name={session.name ?? ''} />}
    </>
  );
}
