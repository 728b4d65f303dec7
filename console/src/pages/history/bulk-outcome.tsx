import type { InspectionSummary } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';

/** An inspection that a bulk review left as it was. */
export interface NotReviewed {
  readonly inspection: InspectionSummary;
  readonly outcome: 'conflict' | 'refused';
  readonly detail: string | null;
}

/** Which of several inspections were not reviewed, and why. */
export function BulkOutcome({
  outcome: { recorded, notReviewed },
  onClose,
}: {
  readonly outcome: { readonly recorded: number; readonly notReviewed: readonly NotReviewed[] };
  onClose(): void;
}) {
  const { common, history } = useMessages();
  const format = useFormat();
  return (
    <div className="flex flex-col gap-4">
      <p role="status">
        {history.bulk.partly(format.number(recorded), format.number(recorded + notReviewed.length))}
      </p>
      <ul className="flex flex-col gap-2">
        {notReviewed.map(({ inspection, outcome, detail }) => (
          <li key={inspection.id} className="rounded-xl bg-review-soft p-3 text-review">
            <p className="font-semibold break-words">
              {inspection.serial ?? inspection.picture.name}: {history.bulk[outcome]}
            </p>
            <p className="break-words">{detail}</p>
          </li>
        ))}
      </ul>
      <Button className="self-end" onClick={onClose}>
        {common.close}
      </Button>
    </div>
  );
}
