import { useQuery } from '@tanstack/react-query';
import { CircleCheck, OctagonX } from 'lucide-react';
import { ApiProblem, api, dataOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useMessages } from '../../i18n/messages.tsx';

type Readiness = Answer<'/health/ready'>;

const REFRESH_MS = 5_000;

/** Whether the server can take inspections, and if not, why. */
export function HealthCard() {
  const { system } = useMessages().settings;
  const { data, error } = useQuery({
    queryKey: ['ready'],
    queryFn: askReadiness,
    refetchInterval: REFRESH_MS,
  });
  return (
    <Card title={system.health}>
      {error && <ProblemNotice error={error} />}
      {!data && !error && <Skeleton className="h-48" />}
      {data && (
        <>
          <p className={`mb-3 text-lg font-semibold ${data.ready ? 'text-pass' : 'text-fail'}`}>
            {data.ready ? system.ready : system.notReady}
          </p>
          <ul>
            {data.checks.map(check => (
              <CheckRow key={check.name} check={check} />
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

function CheckRow({ check: { name, ok, detail } }: { readonly check: Readiness['checks'][number] }) {
  const { system } = useMessages().settings;
  const Icon = ok ? CircleCheck : OctagonX;
  return (
    <li className="flex flex-wrap items-center gap-x-3 border-line border-t py-2">
      <Icon className={`size-5 ${ok ? 'text-pass' : 'text-fail'}`} aria-hidden="true" />
      <span className="sr-only">{ok ? system.ok : system.notOk}</span>
      <span className="font-semibold">{system.checks[name]}</span>
      <span className="ml-auto text-right text-sm text-muted">{detail}</span>
    </li>
  );
}

/** A server that is not ready answers with 503 and the same document. */
async function askReadiness({ signal }: { readonly signal: AbortSignal }): Promise<Readiness> {
  try {
    return await dataOf(api.GET('/health/ready', { signal }));
  } catch (error) {
    if (error instanceof ApiProblem && Array.isArray(error.more.checks))
      return error.more as unknown as Readiness;
    throw error;
  }
}
