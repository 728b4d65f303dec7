import type { ReactNode } from 'react';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { ChangePasswordPage } from './change-password-page.tsx';
import { LoginPage } from './login-page.tsx';
import { PlantProvider } from './plant-provider.tsx';
import { SessionProvider, useSession } from './session.tsx';
import { SessionEnded } from './session-ended.tsx';
import { SetUpPage } from './set-up-page.tsx';

/** Lets in who may come in. */
export function Gate({ children }: { readonly children: ReactNode }) {
  return (
    <SessionProvider
      whileLoading={error => <Waiting error={error} onRetry={() => window.location.reload()} />}
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
      <PlantProvider whileLoading={(error, retry) => <Waiting error={error} onRetry={retry} />}>
        {children}
      </PlantProvider>
      {session.hasEnded && <SessionEnded name={session.name ?? ''} />}
    </>
  );
}

function Waiting({ error, onRetry }: { readonly error: Error | null; onRetry(): void }) {
  return (
    <main className="mx-auto max-w-xl p-6">
      {error ? <ProblemNotice error={error} onRetry={onRetry} /> : <Skeleton />}
    </main>
  );
}
