import { RadioGroup } from 'radix-ui';
import type { ReviewAction } from '../../api/types.ts';
import { useMessages } from '../../i18n/messages.tsx';

const COLOURS: Readonly<Record<ReviewAction, string>> = {
  confirm:
    'data-[state=checked]:border-fail data-[state=checked]:bg-fail-soft data-[state=checked]:text-fail',
  escape: 'data-[state=checked]:border-fail data-[state=checked]:bg-fail-soft data-[state=checked]:text-fail',
  overrule:
    'data-[state=checked]:border-pass data-[state=checked]:bg-pass-soft data-[state=checked]:text-pass',
};

/** Chooses what is said: confirm, overrule or escape. */
export function ActionChoice({
  actions,
  value,
  onChange,
}: {
  readonly actions: readonly ReviewAction[];
  readonly value: ReviewAction | null;
  onChange(action: ReviewAction): void;
}) {
  const { review } = useMessages();
  return (
    <RadioGroup.Root
      aria-label={review.action}
      value={value}
      onValueChange={action => onChange(action as ReviewAction)}
      className="grid gap-2"
    >
      {actions.map(action => (
        <RadioGroup.Item
          key={action}
          value={action}
          className={`flex min-h-11 cursor-pointer items-center gap-3 rounded-xl border-2 border-line px-4 py-2 text-left font-semibold hover:bg-sunken ${COLOURS[action]}`}
        >
          <span
            aria-hidden="true"
            className="flex size-5 shrink-0 items-center justify-center rounded-full border-2 border-current"
          >
            <RadioGroup.Indicator className="size-2.5 rounded-full bg-current" />
          </span>
          {review.actions[action]}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
