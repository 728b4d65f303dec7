import { Stethoscope } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { type Chosen, flatNames, goodPictures, jobForm } from './chosen-pictures.ts';
import { type AuditFindings, findingsOf } from './hygiene.ts';
import { HygieneFindings } from './hygiene-findings.tsx';
import { JobProgress } from './job-progress.tsx';
import { UploadNotice } from './upload-notice.tsx';
import { useJob } from './use-job.ts';
import { useUpload } from './use-upload.ts';

/** Looks for pictures that do not belong among the good ones before they are learned. */
export function HygieneCheck({
  category,
  backbone,
  chosen,
  onLeaveOut,
}: {
  readonly category: string;
  /** Empty for the server's. */
  readonly backbone: string;
  readonly chosen: Chosen;
  /** Called with the paths of chosen pictures. */
  onLeaveOut(paths: ReadonlySet<string>): void;
}) {
  const { training } = useMessages();
  const [job, setJob] = useState<{ readonly id: string; readonly of: Chosen } | null>(null);
  const sending = useUpload<{ readonly id: string }>('/api/v1/jobs/audit', ({ id }) =>
    setJob({ id, of: chosen }),
  );
  const check = () => {
    const pictures = flatNames(goodPictures(chosen.pictures));
    const fields = { category, ...(backbone !== '' && { backbone }) };
    sending.start(jobForm(fields, { pictures, archive: null }));
  };
  if (sending.state.isSending) return <UploadNotice {...sending} />;
  if (job)
    return <Followed id={job.id} chosen={job.of} onLeaveOut={onLeaveOut} onAgain={() => setJob(null)} />;
  return (
    <div className="flex flex-col gap-3">
      <UploadNotice {...sending} />
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={check}>
          <Stethoscope className="size-5" aria-hidden="true" />
          {training.hygiene.check}
        </Button>
        <p className="text-sm text-muted">{training.hygiene.hint}</p>
      </div>
    </div>
  );
}

function Followed({
  id,
  chosen,
  onLeaveOut,
  onAgain,
}: {
  readonly id: string;
  readonly chosen: Chosen;
  onLeaveOut(paths: ReadonlySet<string>): void;
  onAgain(): void;
}) {
  const { training } = useMessages();
  const followed = useJob(id);
  const { job, error, retry } = followed;
  if (job?.state === 'queued' || job?.state === 'running') return <JobProgress {...followed} />;
  if (!job) return error ? <ProblemNotice error={error} onRetry={retry} /> : <Skeleton />;
  const again = <Button onClick={onAgain}>{training.hygiene.again}</Button>;
  if (job.state !== 'succeeded')
    return (
      <div className="flex flex-col items-start gap-3 rounded-xl bg-review-soft p-3 text-review">
        <p lang="en">{job.error?.detail ?? training.cancelled}</p>
        {again}
      </div>
    );
  const pictures = goodPictures(chosen.pictures);
  const sent = flatNames(pictures);
  const findings = job.result as unknown as AuditFindings;
  return (
    <HygieneFindings
      findings={findingsOf(findings, sent)}
      warnings={findings.warnings}
      count={sent.length}
      onLeaveOut={names =>
        onLeaveOut(new Set(pictures.filter((_, at) => names.has(sent[at]!.path)).map(({ path }) => path)))
      }
      again={again}
    />
  );
}
