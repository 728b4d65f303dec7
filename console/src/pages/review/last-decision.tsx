import { Undo2 } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { useReasonLabel } from '../../components/review/use-review-reasons.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { useShortcuts } from '../../layout/shortcuts.tsx';
import { KeyCap } from './key-cap.tsx';
import type { Deciding } from './use-decide.ts';

/** What was decided last, with the way back; or why it was not recorded. Its place is always there, so nothing jumps. */
export function LastDecision({ deciding: { state, notice, undo, keep } }: { readonly deciding: Deciding }) {
  const { review } = useMessages();
  const labelOf = useReasonLabel();
  const { last, redoing } = state;
  useShortcuts([{ keys: 'u', does: review.undo, run: undo }]);
  const decision = redoing ?? last;
  const said = decision && review.saved(review.done[decision.action], labelOf(decision.reason));
  const name = decision && (decision.inspection.serial ?? decision.inspection.picture.name);
  return (
    <div role="status" className="mb-4 flex min-h-13 items-center gap-3 rounded-xl bg-sunken px-4 py-1">
      <p
        className={`min-w-0 flex-1 break-words ${notice ? `font-semibold ${notice.kind === 'problem' ? 'text-fail' : 'text-review'}` : ''}`}
      >
        {notice
          ? notice.text
          : redoing
            ? review.undoing(said!)
            : said
              ? `${name} – ${said}`
              : review.nothingYet}
      </p>
      {redoing ? (
        <Button onClick={keep}>{review.keep}</Button>
      ) : (
        last?.review && (
          <Button kind="quiet" onClick={undo}>
            <Undo2 className="size-5" aria-hidden="true" />
            <span className="max-sm:sr-only">{review.undo}</span>
            <KeyCap>u</KeyCap>
          </Button>
        )
      )}
    </div>
  );
}
