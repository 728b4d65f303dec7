import { ScanSearch } from 'lucide-react';
import type { RefObject } from 'react';
import type { Inspection } from '../../api/types.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { viewedOf } from '../../components/viewer/viewed.ts';
import { Viewer } from '../../components/viewer/viewer.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { InspectionActions } from './inspection-actions.tsx';
import { useInspection } from './use-inspection.ts';
import { VerdictBanner } from './verdict-banner.tsx';

/** An inspection: the verdict, what can be said about it, and what it comes from. */
export function Result({
  recorded,
  place,
  onAgain,
}: {
  readonly recorded: Inspection;
  /** Where the verdict stands, for scrolling there. */
  readonly place: RefObject<HTMLDivElement | null>;
  onAgain(): void;
}) {
  const inspection = useInspection(recorded);
  return (
    <div className="flex flex-col gap-4">
      <div ref={place} className="scroll-my-20">
        <VerdictBanner inspection={inspection} />
      </div>
      <InspectionActions key={inspection.id} inspection={inspection} onAgain={onAgain} />
      <Card>
        <Viewer key={inspection.id} viewed={viewedOf(inspection)} />
      </Card>
    </div>
  );
}

/** Where the verdict will stand. */
export function ResultPlace({ isBusy }: { readonly isBusy: boolean }) {
  const { inspect } = useMessages();
  if (isBusy) return <Skeleton className="h-48" />;
  return (
    <div className="rounded-2xl border border-line border-dashed">
      <EmptyState title={inspect.empty.title} icon={<ScanSearch className="size-8" />}>
        <p className="text-muted">{inspect.empty.lead}</p>
      </EmptyState>
    </div>
  );
}
