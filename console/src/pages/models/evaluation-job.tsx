import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { EvaluationReportView } from './evaluation-report-view.tsx';
import type { EvaluationReport } from './evaluation-types.ts';
import { JobProgress } from './job-progress.tsx';
import { useJob } from './use-job.ts';

/** An evaluation: its progress, then its report. */
export function EvaluationJob({ id }: { readonly id: string }) {
  const { evaluation, models } = useMessages();
  const queries = useQueryClient();
  const followed = useJob(id);
  const { job } = followed;
  const isDone = job?.state === 'succeeded';
  const report = useQuery({
    queryKey: ['report', id],
    queryFn: async ({ signal }) =>
      (await dataOf(
        api.GET('/api/v1/jobs/{id}/result', { signal, params: { path: { id } } }),
      )) as EvaluationReport,
    enabled: isDone,
    staleTime: Number.POSITIVE_INFINITY,
  });
  useEffect(() => {
    // What is measured stands on the calibration card, too.
    if (isDone) void queries.invalidateQueries({ queryKey: ['calibration'] });
  }, [isDone, queries]);
  // What is known stays: a question that was not answered once takes no progress away.
  if (!job && followed.error) return <ProblemNotice error={followed.error} onRetry={followed.retry} />;
  if (!report.data && report.error)
    return <ProblemNotice error={report.error} onRetry={() => void report.refetch()} />;
  if (!job || (isDone && !report.data)) return <Skeleton className="h-96" />;
  if (report.data) return <EvaluationReportView report={report.data} id={id} />;
  if (job.state === 'running' || job.state === 'queued')
    return (
      <Card title={evaluation.running}>
        <JobProgress {...followed} />
      </Card>
    );
  return (
    <Card title={models.job.states[job.state]}>
      <p lang="en" className="break-words">
        {job.error?.detail ?? evaluation.stopped}
      </p>
    </Card>
  );
}
