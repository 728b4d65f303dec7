import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { api, dataOf, setCsrfToken, whenLoggedOut } from '../api/client.ts';
import type { Session } from '../api/types.ts';

/** What somebody may do; the server refuses the rest in any case. */
export type Permission = 'read' | 'inspect' | 'review' | 'model' | 'export' | 'audit' | 'administer';

/** A session as the console knows it. */
export interface KnownSession extends Session {
  /** It ended while somebody worked: who they are and what they see stays until they log in again. */
  readonly hasEnded: boolean;
}

const SessionContext = createContext<KnownSession | null>(null);
const KEY = ['session'];

/** Who uses the console; shows `whileLoading` until that is known. */
export function SessionProvider({
  children,
  whileLoading,
}: {
  readonly children: ReactNode;
  readonly whileLoading: (error: Error | null) => ReactNode;
}) {
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => askWho(queries, signal),
    staleTime: 60_000,
    refetchOnWindowFocus: true,
  });
  useEffect(() => whenLoggedOut(() => void queries.invalidateQueries({ queryKey: KEY })), [queries]);
  if (!data) return whileLoading(error);
  return <SessionContext value={data}>{children}</SessionContext>;
}

/** Who uses the console. */
export function useSession(): KnownSession {
  const session = useContext(SessionContext);
  if (!session) throw new Error('There is no session outside of SessionProvider.');
  return session;
}

/** Whether the user may do this. */
export function useMay(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}

/** Asks the server anew who uses the console, after a login or a logout; what others saw is forgotten. */
export function useRefreshSession(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
    await queries.resetQueries({ queryKey: KEY });
  };
}

/** Goes on where a session ended, after the same person has logged in again. */
export function useResumeSession(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries();
}

async function askWho(queries: QueryClient, signal: AbortSignal): Promise<KnownSession> {
  const before = queries.getQueryData<KnownSession>(KEY);
  const session = await dataOf(api.GET('/api/v1/session', { signal }));
  setCsrfToken(session.csrf_token);
  const hasEnded = session.name === null && before?.accounts === true && before.name !== null;
  return hasEnded ? { ...before, hasEnded } : { ...session, hasEnded: false };
}
