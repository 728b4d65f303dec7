import type { ReactNode } from 'react';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { SessionProvider } from './session.tsx';

/** Lets in who may come in. */
export function Gate({ children }: { readonly children: ReactNode }) {
  return (
    <SessionProvider
      whileLoading={error => (
        <div className="mx-auto max-w-xl p-6">
          {error ? <ProblemNotice error={error} onRetry={() => window.location.reload()} /> : <Skeleton />}
        </div>
      )}
    >
      {children}
    </SessionProvider>
  );
}
