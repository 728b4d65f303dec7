import { BadgeCheck, FileDown, GraduationCap, Megaphone, OctagonX, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { Inspection } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useShortcuts } from '../../layout/shortcuts.tsx';
import { useMay } from '../../session/session.tsx';
import { ReviewDialog, type ReviewKind } from './review-dialog.tsx';
import { TeachDialog } from './teach-dialog.tsx';

/** What a person can say about an inspection, and its report; only what the user may do is offered. */
export function InspectionActions({
  inspection,
  onAgain,
}: {
  readonly inspection: Inspection;
  /** Inspects the picture once more; null where it is not at hand. */
  readonly onAgain: (() => void) | null;
}) {
  const { inspect } = useMessages();
  const [review, setReview] = useState<ReviewKind | null>(null);
  const [isTeaching, setIsTeaching] = useState(false);
  const { decision, final_decision } = inspection;
  const counts = final_decision ?? decision;
  const mayReview = useMay('review');
  const mayTeach = useMay('model') && counts === 'PASS' && inspection.picture.kept;
  const canConfirm = mayReview && decision !== 'PASS' && final_decision !== 'FAIL';
  const canOverrule = mayReview && decision !== 'PASS' && final_decision !== 'PASS';
  const canReport = mayReview && decision === 'PASS' && final_decision === null;
  const report = `/api/v1/inspections/${inspection.id}/report`;
  useShortcuts([
    ...(canConfirm ? [{ keys: 'd', does: inspect.actions.confirm, run: () => setReview('confirm') }] : []),
    ...(canOverrule ? [{ keys: 'o', does: inspect.actions.overrule, run: () => setReview('overrule') }] : []),
    ...(canReport ? [{ keys: 'd', does: inspect.actions.escape, run: () => setReview('escape') }] : []),
    ...(mayTeach ? [{ keys: 't', does: inspect.actions.teach, run: () => setIsTeaching(true) }] : []),
    ...(onAgain ? [{ keys: 'r', does: inspect.actions.again, run: onAgain }] : []),
    { keys: 'e', does: inspect.actions.report, run: () => void window.open(report, '_blank', 'noopener') },
  ]);
  return (
    <div className="flex flex-wrap gap-2">
      {canConfirm && (
        <Button onClick={() => setReview('confirm')}>
          <OctagonX className="size-5 text-fail" aria-hidden="true" />
          {inspect.actions.confirm}
        </Button>
      )}
      {canOverrule && (
        <Button onClick={() => setReview('overrule')}>
          <BadgeCheck className="size-5 text-pass" aria-hidden="true" />
          {inspect.actions.overrule}
        </Button>
      )}
      {canReport && (
        <Button onClick={() => setReview('escape')}>
          <Megaphone className="size-5 text-fail" aria-hidden="true" />
          {inspect.actions.escape}
        </Button>
      )}
      {mayTeach && (
        <Button onClick={() => setIsTeaching(true)}>
          <GraduationCap className="size-5 text-accent" aria-hidden="true" />
          {inspect.actions.teach}
        </Button>
      )}
      {onAgain && (
        <Button onClick={onAgain}>
          <RefreshCw className="size-5" aria-hidden="true" />
          {inspect.actions.again}
        </Button>
      )}
      <a
        href={report}
        target="_blank"
        rel="noreferrer"
        className="inline-flex min-h-11 items-center justify-center gap-2 rounded-xl px-4 py-2 font-semibold hover:bg-sunken"
      >
        <FileDown className="size-5" aria-hidden="true" />
        {inspect.actions.report}
      </a>
      {review && <ReviewDialog kind={review} inspection={inspection} onClose={() => setReview(null)} />}
      {isTeaching && (
        <TeachDialog inspection={inspection} onClose={() => setIsTeaching(false)} onAgain={onAgain} />
      )}
    </div>
  );
}
