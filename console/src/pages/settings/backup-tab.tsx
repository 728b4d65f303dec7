import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Archive } from 'lucide-react';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';

/** The last backup, and a new one at a press. */
export function BackupTab() {
  const { backup } = useMessages().settings;
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['system'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/system', { signal })),
  });
  const run = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/backup', { body: {} })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['system'] }),
  });
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  const button = (
    <Button kind="primary" onClick={() => run.mutate()} disabled={run.isPending}>
      <Archive className="size-5" aria-hidden="true" />
      {backup.run}
    </Button>
  );
  return (
    <Card title={backup.title} actions={button}>
      <p className="text-muted">{backup.lead}</p>
      {data?.database.kind === 'postgresql' && <p className="mt-2 text-review">{backup.postgres}</p>}
      <div role="status">
        {run.isPending && <p className="mt-4 rounded-xl bg-accent-soft p-4">{backup.running}</p>}
      </div>
      {run.error && <ProblemNotice error={run.error} />}
      {data ? <LastBackup backup={data.last_backup} files={run.data?.files} /> : <Skeleton />}
      {run.data && run.data.missing_blobs.length > 0 && (
        <p className="mt-3 font-semibold text-fail">{backup.missing(run.data.missing_blobs.length)}</p>
      )}
    </Card>
  );
}

function LastBackup({
  backup: last,
  files,
}: {
  readonly backup: { readonly created_at: string; readonly output: string; readonly bytes: number } | null;
  /** How many it has, when it was made just now. */
  readonly files: number | undefined;
}) {
  const { backup } = useMessages().settings;
  const format = useFormat();
  if (!last) return <p className="mt-4 rounded-xl bg-sunken p-4">{backup.none}</p>;
  const size = format.bytes(last.bytes);
  return (
    <div className="mt-4 rounded-xl bg-sunken p-4">
      <p className="font-semibold">
        {backup.last}: {format.time(last.created_at)} ({format.ago(last.created_at)})
      </p>
      <p>{files === undefined ? size : backup.made(files, size)}</p>
      <p className="mt-1 break-all font-mono text-sm">{last.output}</p>
      <p className="mt-4 text-sm text-muted">{backup.restore}</p>
      <code className="block break-all text-sm">
        inspectai restore {last.output} --data-dir new-data --models-root new-models
      </code>
    </div>
  );
}
