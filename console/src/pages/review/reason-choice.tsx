import type { ReviewReason } from '../../api/types.ts';
import { KeyCap } from './key-cap.tsx';

const MOST_DIGITS = 9;

/** The reasons of a decision, each with its digit; one is marked. */
export function ReasonChoice({
  title,
  reasons,
  marked,
  onMark,
}: {
  readonly title: string;
  readonly reasons: readonly ReviewReason[];
  readonly marked: string | undefined;
  onMark(code: string): void;
}) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-semibold">{title}</legend>
      {reasons.map(({ code, label }, place) => (
        <label
          key={code}
          className="flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-2 hover:bg-sunken has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name={title}
            checked={marked === code}
            onChange={() => onMark(code)}
            className="size-5 shrink-0 accent-accent"
          />
          <span className="min-w-0 flex-1 break-words">{label}</span>
          {place < MOST_DIGITS && <KeyCap>{String(place + 1)}</KeyCap>}
        </label>
      ))}
    </fieldset>
  );
}
