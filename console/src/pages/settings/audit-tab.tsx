import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { usePlant } from '../../i18n/plant.ts';
import { AuditEntryRow } from './audit-entry-row.tsx';
import { AuditFilter } from './audit-filter.tsx';
import { auditQueryOf } from './audit-query.ts';
import { AuditVerification } from './audit-verification.tsx';

const PAGE = 50;

/** Who did what, and whether the log is as it was written. */
export function AuditTab() {
  const { audit } = useMessages().settings;
  return (
    <>
      <AuditVerification />
      <Card title={audit.title}>
        <AuditFilter />
        <Entries />
      </Card>
    </>
  );
}

function Entries() {
  const { common, settings } = useMessages();
  const [address] = useSearchParams();
  const { timeZone } = usePlant();
  const filter = auditQueryOf(address, timeZone);
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ signal, pageParam }) =>
      dataOf(
        api.GET('/api/v1/audit', {
          params: { query: { ...filter, limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: page => page.next_cursor,
  });
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-96" />;
  const entries = data.pages.flatMap(page => page.items);
  if (entries.length === 0) return <p className="rounded-xl bg-sunken p-4">{settings.audit.none}</p>;
  return (
    <>
      <ol>
        {entries.map(entry => (
          <AuditEntryRow key={entry.seq} entry={entry} />
        ))}
      </ol>
      {hasNextPage && (
        <Button className="mt-4" onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
          {common.more}
        </Button>
      )}
    </>
  );
}
