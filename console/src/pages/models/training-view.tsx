import { useQueryClient } from '@tanstack/react-query';
import { CircleCheck, OctagonX, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { CalibrationView } from './calibration-view.tsx';
import { categoryPath, inspectPath } from './category-paths.ts';
import { JobProgress } from './job-progress.tsx';
import type { RegressionFound } from './model-types.ts';
import { RegressionTable } from './regression-table.tsx';
import { type Job, useJob } from './use-job.ts';

/** A training from the queue to its model: progress while it runs, then what it came to and what to do next. */
export function TrainingView({ id, onAgain }: { readonly id: string; onAgain(): void }) {
  const followed = useJob(id);
  const { training } = useMessages();
  const queries = useQueryClient();
  const { job, error } = followed;
  const isDone = job?.state === 'succeeded';
  useEffect(() => {
    if (isDone) void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'job' });
  }, [isDone, queries]);
  if (error && !job) return <ProblemNotice error={error} />;
  if (!job) return <Skeleton className="h-72" />;
  const again = <Button onClick={onAgain}>{training.again}</Button>;
  if (job.state === 'succeeded') return <Trained job={job} />;
  if (job.state === 'failed')
    return (
      <Ending icon={<OctagonX className="size-8 text-fail" />} title={training.failed} actions={again}>
        <p lang="en" className="break-words">
          {job.error?.detail}
        </p>
      </Ending>
    );
  if (job.state === 'cancelled')
    return (
      <Ending
        icon={<TriangleAlert className="size-8 text-review" />}
        title={training.cancelled}
        actions={again}
      >
        <p>{training.cancelledText}</p>
      </Ending>
    );
  return (
    <Card title={training.running(job.category ?? '')} className="mx-auto max-w-4xl">
      <JobProgress {...followed} />
      <p className="mt-4 text-sm text-muted">{training.mayLeave}</p>
    </Card>
  );
}

function Trained({ job }: { readonly job: Job }) {
  const { training } = useMessages();
  const navigate = useNavigate();
  const category = job.category ?? '';
  const { version, activated, pictures, regression } = job.result as unknown as {
    readonly version: string;
    readonly activated: boolean;
    readonly pictures: number;
    readonly regression: RegressionFound;
  };
  return (
    <div className="flex flex-col gap-6">
      <Ending
        icon={
          activated ? (
            <CircleCheck className="size-8 text-pass" />
          ) : (
            <TriangleAlert className="size-8 text-review" />
          )
        }
        title={activated ? training.done(category, version) : training.notActivated(version)}
        actions={
          <>
            {activated && (
              <Button kind="primary" onClick={() => void navigate(inspectPath(category))}>
                {training.inspectFirst}
              </Button>
            )}
            <Button
              onClick={() => void navigate(categoryPath(category, activated ? 'overview' : 'versions'))}
            >
              {activated ? training.toCategory : training.toVersions}
            </Button>
          </>
        }
      >
        <p>{training.learned(pictures)}</p>
        {!activated && <RegressionTable found={regression} />}
      </Ending>
      {activated && <CalibrationView category={category} />}
    </div>
  );
}

function Ending({
  icon,
  title,
  actions,
  children,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly actions: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Card>
      <div className="flex flex-col gap-4" role="status">
        <div className="flex items-center gap-3">
          <span aria-hidden="true">{icon}</span>
          <h2 className="text-xl font-bold">{title}</h2>
        </div>
        {children}
        <div className="flex flex-wrap gap-2">{actions}</div>
      </div>
    </Card>
  );
}
