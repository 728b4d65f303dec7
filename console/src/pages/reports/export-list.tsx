import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { api, dataOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';

type Job = Answer<'/api/v1/jobs'>['items'][number];
const LOOK_AGAIN_MS = 1_000;

/** Exports that were prepared in the background, the newest first. */
export function ExportList() {
  const { reports } = useMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['jobs', 'export'],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/jobs', { signal, params: { query: { kind: 'export', limit: 50 } } })),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? LOOK_AGAIN_MS : false),
  });
  return (
    <Card title={reports.finished}>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <p className="text-muted">{reports.noExports}</p>}
      <ul className="divide-y divide-line">
        {data?.items.map(job => (
          <ExportRow key={job.id} job={job} />
        ))}
      </ul>
    </Card>
  );
}

function ExportRow({ job }: { readonly job: Job }) {
  const { reports, common } = useMessages();
  const { time, number, bytes } = useFormat();
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/jobs/{id}/cancel', { params: { path: { id: job.id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['jobs', 'export'] }),
  });
  const { files, bytes: size, inspections, pictures_missing: missing } = job.result ?? {};
  const progress = job.progress;
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-3">
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{time(job.created_at)}</p>
        <p className="text-sm text-muted">
          {reports.states[job.state]} · {reports.by(job.created_by)}
          {job.state === 'succeeded' && ` · ${(files as readonly string[]).join(', ')}, `}
          {job.state === 'succeeded' && reports.exportLine(number(Number(inspections)), bytes(Number(size)))}
          {Number(missing ?? 0) > 0 && ` · ${reports.missing(number(Number(missing)))}`}
        </p>
        {job.error && (
          <p lang="en" className="text-sm font-semibold text-fail">
            {job.error.detail}
          </p>
        )}
        {isUnderWay(job) && (
          <div className="mt-2">
            <ProgressBar
              label={reports.progress}
              share={progress?.total ? progress.done / progress.total : null}
            />
          </div>
        )}
      </div>
      {isUnderWay(job) && (
        <Button disabled={cancel.isPending} onClick={() => cancel.mutate()}>
          {common.cancel}
        </Button>
      )}
      {job.state === 'succeeded' && (
        <a
          download
          href={`/api/v1/jobs/${job.id}/result`}
          className="inline-flex min-h-11 items-center gap-2 rounded-xl border border-line px-4 font-semibold hover:bg-sunken"
        >
          <Download className="size-5" aria-hidden="true" />
          {reports.get}
        </a>
      )}
    </li>
  );
}

function isUnderWay({ state }: Job): boolean {
  return state === 'queued' || state === 'running';
}
