import type { ReviewAction } from '../../api/types.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { SelectField, TextField } from '../field.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { reasonsFor, useReviewReasons } from './use-review-reasons.ts';

/** Why, as one of the reasons that fit, and a note. */
export interface Explanation {
  /** Empty until one is chosen. */
  readonly reason: string;
  readonly note: string;
}

export const NO_EXPLANATION: Explanation = { reason: '', note: '' };

/** Asks why a decision is made. */
export function ReasonFields({
  action,
  value,
  onChange,
}: {
  readonly action: ReviewAction;
  readonly value: Explanation;
  onChange(value: Explanation): void;
}) {
  const { review } = useMessages();
  const known = useReviewReasons();
  const reasons = reasonsFor(known.reasons, action);
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {known.error && (
        <div className="sm:col-span-2">
          <ProblemNotice error={known.error} onRetry={known.retry} />
        </div>
      )}
      <SelectField
        label={review.reason}
        required
        value={value.reason}
        onChange={event => onChange({ ...value, reason: event.target.value })}
      >
        <option value="" disabled>
          –
        </option>
        {reasons.map(({ code, label }) => (
          <option key={code} value={code}>
            {label}
          </option>
        ))}
      </SelectField>
      <TextField
        label={review.note}
        placeholder={review.noteHint}
        maxLength={2000}
        value={value.note}
        onChange={event => onChange({ ...value, note: event.target.value })}
      />
    </div>
  );
}

/** What was explained, as a review carries it. */
export function explained({ reason, note }: Explanation) {
  return { reason_code: reason, note: note.trim() === '' ? null : note.trim() };
}
