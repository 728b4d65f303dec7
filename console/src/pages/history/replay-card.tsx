import { useMutation } from '@tanstack/react-query';
import { CircleCheck, RotateCw, TriangleAlert } from 'lucide-react';
import { api, dataOf } from '../../api/client.ts';
import type { Inspection, Replay } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay } from '../../session/session.tsx';

const DIGITS = 6;

/** Inspects the kept picture again by the version of then, and says whether anything differs. */
export function ReplayCard({ inspection: { id, picture } }: { readonly inspection: Inspection }) {
  const { inspection: text } = useMessages();
  const mayInspect = useMay('inspect');
  const replay = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/inspections/{id}/replay', { params: { path: { id } } })),
  });
  if (!mayInspect || !picture.kept) return null;
  return (
    <Card title={text.replay}>
      <p className="mb-4 text-muted">{text.replayLead}</p>
      <div className="flex flex-col items-start gap-4">
        <Button onClick={() => replay.mutate()} disabled={replay.isPending}>
          <RotateCw className="size-5" aria-hidden="true" />
          {text.replay}
        </Button>
        {replay.isPending && <Skeleton className="h-16 w-full" />}
        {replay.error && <ProblemNotice error={replay.error} />}
        {replay.data && !replay.isPending && <Outcome replay={replay.data} />}
      </div>
    </Card>
  );
}

function Outcome({ replay: { same, recorded, differences } }: { readonly replay: Replay }) {
  const { inspection: text } = useMessages();
  const format = useFormat();
  if (same)
    return (
      <p
        role="status"
        className="flex items-center gap-3 rounded-xl bg-pass-soft p-4 font-semibold text-pass"
      >
        <CircleCheck className="size-6 shrink-0" aria-hidden="true" />
        {text.replaySame(format.number(recorded.anomaly_score, DIGITS))}
      </p>
    );
  return (
    <div role="status" className="w-full rounded-xl bg-review-soft p-4 text-review">
      <p className="mb-3 flex items-center gap-3 font-semibold">
        <TriangleAlert className="size-6 shrink-0" aria-hidden="true" />
        {text.replayDiffers}
      </p>
      <dl className="flex flex-col gap-2">
        {differences.map(({ what, recorded: then, found }) => (
          <div key={what}>
            <dt className="font-semibold">{what}</dt>
            <dd className="break-all">
              {text.replayRecorded}: {then}
            </dd>
            <dd className="break-all">
              {text.replayFound}: {found}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
