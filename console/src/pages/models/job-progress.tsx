import { useMutation, useQueryClient } from '@tanstack/react-query';
import { WifiOff } from 'lucide-react';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay } from '../../session/session.tsx';
import { shareDone } from './job-state.ts';
import type { FollowedJob } from './use-job.ts';

/** How far a job is: its stage, rate and time left, what it said, and a button that stops it. */
export function JobProgress({ job, notes, isLost }: FollowedJob) {
  const { models } = useMessages();
  const format = useFormat();
  const queries = useQueryClient();
  const may = useMay('model');
  const cancel = useMutation({
    mutationFn: (id: string) => dataOf(api.POST('/api/v1/jobs/{id}/cancel', { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['job'] }),
  });
  if (!job) return null;
  const { progress, state } = job;
  const texts = models.job;
  const stages: Readonly<Record<string, string>> = texts.stages;
  const stage = progress ? (stages[progress.stage] ?? progress.stage) : texts.states[state];
  const isStopping = job.cancel_requested || cancel.isPending;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <p className="text-lg font-semibold" aria-live="polite">
          {isStopping ? texts.stopping : stage}
        </p>
        {progress?.total != null && (
          <p className="tabular-nums text-muted">
            {texts.doneOf(format.number(progress.done), format.number(progress.total))}
          </p>
        )}
      </div>
      <ProgressBar share={state === 'queued' ? 0 : shareDone(progress)} label={stage} />
      <dl className="grid min-h-12 grid-cols-2 gap-4 tabular-nums sm:grid-cols-3">
        <Figure
          name={texts.rate}
          value={progress?.per_second == null ? '–' : texts.perSecond(format.number(progress.per_second, 1))}
        />
        <Figure
          name={texts.left}
          value={progress?.seconds_left == null ? '–' : format.duration(progress.seconds_left)}
        />
        <Figure name={texts.started} value={job.started_at ? format.clock(job.started_at) : '–'} />
      </dl>
      {isLost && (
        <p role="status" className="flex items-center gap-2 rounded-xl bg-review-soft p-3 text-review">
          <WifiOff className="size-5 shrink-0" aria-hidden="true" />
          {texts.lost}
        </p>
      )}
      {notes.length > 0 && (
        <ul className="list-disc pl-5 text-sm text-muted">
          {notes.map(note => (
            <li key={note} className="break-words">
              {note}
            </li>
          ))}
        </ul>
      )}
      {cancel.error && <ProblemNotice error={cancel.error} />}
      {may && (
        <div>
          <Button kind="danger" disabled={isStopping} onClick={() => cancel.mutate(job.id)}>
            {texts.stop}
          </Button>
        </div>
      )}
    </div>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="font-semibold">{value}</dd>
    </div>
  );
}
