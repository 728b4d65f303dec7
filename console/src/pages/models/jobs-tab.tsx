import { useQuery } from '@tanstack/react-query';
import { ClipboardList } from 'lucide-react';
import { Link } from 'react-router';
import { api, dataOf } from '../../api/client.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { categoryPath, trainingPath } from './category-paths.ts';
import { hasEnded } from './job-state.ts';
import type { Job } from './use-job.ts';

const EVERY_MS = 5_000;
const MOST = 100;
const TONES = {
  queued: 'bg-sunken text-ink',
  running: 'bg-accent-soft text-accent',
  succeeded: 'bg-pass-soft text-pass',
  failed: 'bg-fail-soft text-fail',
  cancelled: 'bg-review-soft text-review',
} as const;

/** The long work of a category, the newest first. */
export function JobsTab({ category }: { readonly category: string }) {
  const { models } = useMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['jobs', 'of', category],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/jobs', { signal, params: { query: { category, limit: MOST } } })),
    refetchInterval: ({ state }) => (state.data?.items.every(hasEnded) ? false : EVERY_MS),
  });
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-64" />;
  if (data.items.length === 0)
    return (
      <EmptyState title={models.job.none} icon={<ClipboardList className="size-8" />}>
        <p className="text-muted">{models.job.noneHint}</p>
      </EmptyState>
    );
  return (
    <ul className="flex flex-col gap-3">
      {data.items.map(job => (
        <li key={job.id} className="rounded-2xl border border-line bg-surface p-4">
          <JobRow job={job} category={category} />
        </li>
      ))}
    </ul>
  );
}

function JobRow({ job, category }: { readonly job: Job; readonly category: string }) {
  const { models } = useMessages();
  const format = useFormat();
  const texts = models.job;
  const path = pathOf(job, category);
  const name = texts.kinds[job.kind];
  const seconds =
    job.started_at && job.finished_at
      ? (Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000
      : null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <span className={`rounded-full px-2.5 py-0.5 text-sm font-semibold ${TONES[job.state]}`}>
        {texts.states[job.state]}
      </span>
      {path === null ? (
        <span className="font-semibold">{name}</span>
      ) : (
        <Link to={path} className="inline-flex min-h-11 items-center font-semibold text-accent underline">
          {name}
        </Link>
      )}
      <span className="text-muted">{texts.by(job.created_by, format.time(job.created_at))}</span>
      {seconds !== null && <span className="text-muted tabular-nums">{format.duration(seconds)}</span>}
      {job.error && (
        <p lang="en" className="w-full break-words text-fail">
          {job.error.detail}
        </p>
      )}
    </div>
  );
}

function pathOf({ kind, id }: Job, category: string): string | null {
  if (kind === 'train') return trainingPath(id);
  return kind === 'evaluate' ? `${categoryPath(category, 'evaluation')}?job=${id}` : null;
}
