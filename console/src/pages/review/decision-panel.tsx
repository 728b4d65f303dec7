import { BadgeCheck, OctagonX } from 'lucide-react';
import { useState } from 'react';
import type { InspectionSummary } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { reasonsFor, useReasonLabel, useReviewReasons } from '../../components/review/use-review-reasons.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { type Shortcut, useShortcuts } from '../../layout/shortcuts.tsx';
import { KeyCap } from './key-cap.tsx';
import { ReasonChoice } from './reason-choice.tsx';
import type { Deciding } from './use-decide.ts';
import { useMarkedReasons } from './use-marked-reasons.ts';

type QueueAction = 'confirm' | 'overrule';

const ACTIONS: readonly QueueAction[] = ['confirm', 'overrule'];
const KEYS = { confirm: 'd', overrule: 'o' } as const;
const ICONS = { confirm: OctagonX, overrule: BadgeCheck } as const;
const COLOURS = {
  confirm: 'border-fail bg-fail-soft text-fail',
  overrule: 'border-pass bg-pass-soft text-pass',
} as const;
const MOST_DIGITS = 9;

/** One key confirms, one overrules, with the reason that is marked; digits mark another. */
export function DecisionPanel({
  inspection,
  hasNext,
  deciding,
}: {
  readonly inspection: InspectionSummary;
  readonly hasNext: boolean;
  readonly deciding: Deciding;
}) {
  const { review } = useMessages();
  const { reasons: all, error, retry } = useReviewReasons();
  const labelOf = useReasonLabel();
  const reasons = { confirm: reasonsFor(all, 'confirm'), overrule: reasonsFor(all, 'overrule') };
  const [marked, mark] = useMarkedReasons(reasons);
  const [note, setNote] = useState('');
  const canSkip = hasNext && deciding.state.redoing === null;
  const decide = (action: QueueAction) => {
    if (marked[action]) deciding.decide(inspection, action, marked[action], note);
  };
  const markBoth = (place: number) => {
    for (const action of ACTIONS) {
      const reason = reasons[action][place];
      if (reason) mark(action, reason.code);
    }
  };
  const digits = Math.min(MOST_DIGITS, Math.max(reasons.confirm.length, reasons.overrule.length));
  useShortcuts([
    ...ACTIONS.map(
      (action): Shortcut => ({
        keys: KEYS[action],
        does: review.actions[action],
        run: () => decide(action),
      }),
    ),
    ...Array.from(
      { length: digits },
      (_, place): Shortcut => ({
        keys: String(place + 1),
        does: review.digitReason(place + 1),
        run: () => markBoth(place),
      }),
    ),
    ...(canSkip ? [{ keys: 's', does: review.skip, run: () => deciding.skip(inspection) }] : []),
  ]);
  return (
    <>
      {error && <ProblemNotice error={error} onRetry={retry} />}
      <div className="z-10 grid grid-cols-2 gap-3 max-xl:sticky max-xl:bottom-2 xl:grid-cols-1">
        {ACTIONS.map(action => {
          const Icon = ICONS[action];
          const code = marked[action];
          const label = code && labelOf(code);
          return (
            <button
              key={action}
              type="button"
              disabled={!label}
              onClick={() => decide(action)}
              className={`flex min-h-18 cursor-pointer items-center gap-3 rounded-2xl border-2 p-3 text-left shadow-lg hover:brightness-95 xl:shadow-none ${COLOURS[action]}`}
            >
              <Icon className="size-8 shrink-0 max-sm:hidden" aria-hidden="true" />
              <span className="min-w-0 flex-1">
                <span className="block font-bold">{review.actions[action]}</span>
                <span className="block truncate text-sm">{label}</span>
              </span>
              <KeyCap>{KEYS[action]}</KeyCap>
            </button>
          );
        })}
      </div>
      <div className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-4">
        <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-1">
          {ACTIONS.map(action => (
            <ReasonChoice
              key={action}
              title={review.reasonsFor[action]}
              reasons={reasons[action]}
              marked={marked[action]}
              onMark={code => mark(action, code)}
            />
          ))}
        </div>
        <TextField
          label={review.note}
          placeholder={review.noteHint}
          maxLength={2000}
          value={note}
          onChange={event => setNote(event.target.value)}
        />
        {canSkip && (
          <Button onClick={() => deciding.skip(inspection)}>
            {review.skip}
            <KeyCap>s</KeyCap>
          </Button>
        )}
      </div>
    </>
  );
}
