import { Link } from 'react-router';
import type { InspectionSummary } from '../../api/types.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { VERDICT_COLOURS, VERDICT_ICONS } from '../../components/verdict-badge.tsx';
import { viewedOf } from '../../components/viewer/viewed.ts';
import { Viewer } from '../../components/viewer/viewer.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay } from '../../session/session.tsx';
import { useRecorded } from '../history/use-recorded.ts';
import { DecisionPanel } from './decision-panel.tsx';
import type { Deciding } from './use-decide.ts';

/** An inspection with its evidence, and what can be decided about it. */
export function ToDecide({
  inspection,
  hasNext,
  deciding,
}: {
  readonly inspection: InspectionSummary;
  readonly hasNext: boolean;
  readonly deciding: Deciding;
}) {
  const { review } = useMessages();
  const mayReview = useMay('review');
  const { data, error, refetch } = useRecorded(inspection.id);
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_21rem]">
      <section className="rounded-2xl border border-line bg-surface p-4 sm:p-6 xl:row-span-2">
        <Heading inspection={inspection} />
        {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton className="aspect-[4/3]" />}
        {data && <Viewer viewed={viewedOf(data)} />}
      </section>
      {mayReview ? (
        <DecisionPanel inspection={inspection} hasNext={hasNext} deciding={deciding} />
      ) : (
        <p className="text-muted">{review.mayNot}</p>
      )}
    </div>
  );
}

function Heading({ inspection }: { readonly inspection: InspectionSummary }) {
  const { common, review } = useMessages();
  const format = useFormat();
  const { decision, serial, picture, category, lot, line, station, created_at } = inspection;
  const Icon = VERDICT_ICONS[decision];
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-6 gap-y-3">
      <p
        className={`flex items-center gap-3 rounded-2xl px-5 py-2 text-3xl font-black ${VERDICT_COLOURS[decision]}`}
      >
        <Icon className="size-9" aria-hidden="true" />
        {common.verdicts[decision]}
      </p>
      <div className="min-w-0 flex-1 basis-48">
        <h2 className="truncate text-lg font-semibold">{serial ?? picture.name}</h2>
        <p className="text-sm break-words text-muted">
          {[category, lot, line, station, format.time(created_at)].filter(Boolean).join(' · ')}
        </p>
      </div>
      <Link
        to={`/history/${inspection.id}`}
        className="flex min-h-11 items-center rounded-xl px-3 font-semibold text-accent hover:bg-sunken"
      >
        {review.whole}
      </Link>
    </div>
  );
}
