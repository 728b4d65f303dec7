import { X } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import type { Selection } from './selection.ts';

/** What can be done with the rows that are selected, at the foot of the screen. */
export function SelectionBar({
  selection,
  onClear,
  onReview,
}: {
  readonly selection: Selection;
  onClear(): void;
  onReview(): void;
}) {
  const { history } = useMessages();
  const format = useFormat();
  if (selection.ids.size === 0) return null;
  return (
    <section
      aria-label={history.selected(format.number(selection.ids.size))}
      className="sticky bottom-4 z-20 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center justify-center gap-3 rounded-2xl border border-line bg-surface p-3 shadow-xl"
    >
      <p aria-live="polite" className="px-2 font-semibold tabular-nums">
        {history.selected(format.number(selection.ids.size))}
      </p>
      <Button kind="primary" onClick={onReview}>
        {history.review}
      </Button>
      <Button
        kind="quiet"
        className="px-2"
        aria-label={history.clearSelection}
        title={history.clearSelection}
        onClick={onClear}
      >
        <X className="size-5" aria-hidden="true" />
      </Button>
    </section>
  );
}
