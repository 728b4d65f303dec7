import { CircleCheck, OctagonX, TriangleAlert } from 'lucide-react';
import type { Verdict } from '../api/types.ts';
import { useMessages } from '../i18n/messages.tsx';

/** A shape of its own for each verdict, so that colour is never alone. */
export const VERDICT_ICONS = { PASS: CircleCheck, REVIEW: TriangleAlert, FAIL: OctagonX } as const;
export const VERDICT_COLOURS = {
  PASS: 'bg-pass-soft text-pass',
  REVIEW: 'bg-review-soft text-review',
  FAIL: 'bg-fail-soft text-fail',
} as const;

/** A verdict in a word, a colour and a shape. */
export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  const { common } = useMessages();
  const Icon = VERDICT_ICONS[verdict];
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-sm font-bold ${VERDICT_COLOURS[verdict]}`}
    >
      <Icon className="size-4" aria-hidden="true" />
      {common.verdicts[verdict]}
    </span>
  );
}
