import { ArrowLeft, ArrowRight, List } from 'lucide-react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { Inspection } from '../../api/types.ts';
import { Card } from '../../components/card.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { viewedOf } from '../../components/viewer/viewed.ts';
import { Viewer } from '../../components/viewer/viewer.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { useShortcuts } from '../../layout/shortcuts.tsx';
import { InspectionActions } from '../inspect/inspection-actions.tsx';
import { VerdictBanner } from '../inspect/verdict-banner.tsx';
import { FactsCard } from './facts-card.tsx';
import { type HistoryFilter, pathOfInspection, readFilter, writeFilter } from './history-filter.ts';
import { ReplayCard } from './replay-card.tsx';
import { ReviewsCard } from './reviews-card.tsx';
import { useBeside, useRecorded } from './use-recorded.ts';

/** One inspection with everything that is recorded of it, and the ones beside it in the list it was opened from. */
export function InspectionPage() {
  const { inspection: text } = useMessages();
  const id = useParams().id ?? '';
  const [address] = useSearchParams();
  const filter = readFilter(address);
  const { data, error, refetch } = useRecorded(id);
  return (
    <Page
      title={data ? (data.serial ?? data.picture.name) : text.title}
      actions={<Around inspection={data} filter={filter} />}
    >
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-[60vh]" />}
      {data && <Recorded key={data.id} inspection={data} />}
    </Page>
  );
}

function Recorded({ inspection }: { readonly inspection: Inspection }) {
  const { inspection: text } = useMessages();
  const format = useFormat();
  const { picture, pictures_removed_at: removedAt } = inspection;
  return (
    <div className="flex flex-col gap-6">
      <VerdictBanner inspection={inspection} />
      <InspectionActions inspection={inspection} onAgain={null} />
      <Card>
        {!picture.kept && (
          <p className="mb-4 rounded-xl bg-sunken p-4">
            {removedAt === null ? text.noPicture : text.picturesRemoved(format.time(removedAt))}
          </p>
        )}
        <Viewer viewed={viewedOf(inspection)} />
      </Card>
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <ReviewsCard inspection={inspection} />
        <ReplayCard inspection={inspection} />
      </div>
      <FactsCard inspection={inspection} />
    </div>
  );
}

/** Back to the list, and to the inspections before and after. */
function Around({
  inspection,
  filter,
}: {
  readonly inspection: Inspection | undefined;
  readonly filter: HistoryFilter;
}) {
  const { inspection: text } = useMessages();
  const navigate = useNavigate();
  const newer = useBeside(inspection, 'newer', filter);
  const older = useBeside(inspection, 'older', filter);
  const go = (id: string | null | undefined) => {
    if (id) void navigate(pathOfInspection(id, filter));
  };
  useShortcuts([
    { keys: 'k', does: text.newer, run: () => go(newer) },
    { keys: 'j', does: text.older, run: () => go(older) },
  ]);
  const query = writeFilter(filter).toString();
  const link =
    'inline-flex min-h-11 items-center gap-2 rounded-xl border border-line bg-surface px-4 font-semibold';
  const step = (id: string | null | undefined, label: string, icon: React.ReactNode) =>
    id ? (
      <Link
        to={pathOfInspection(id, filter)}
        aria-label={label}
        title={label}
        className={`${link} hover:bg-sunken`}
      >
        {icon}
      </Link>
    ) : (
      <span className={`${link} opacity-40`} aria-hidden="true">
        {icon}
      </span>
    );
  return (
    <>
      <Link to={`/history${query === '' ? '' : `?${query}`}`} className={`${link} hover:bg-sunken`}>
        <List className="size-5" aria-hidden="true" />
        {text.back}
      </Link>
      {step(newer, text.newer, <ArrowLeft className="size-5" aria-hidden="true" />)}
      {step(older, text.older, <ArrowRight className="size-5" aria-hidden="true" />)}
    </>
  );
}
