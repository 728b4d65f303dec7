import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/messages.tsx';

const MARKS = {
  done: 'bg-pass-soft text-pass',
  now: 'brand-gradient',
  later: 'bg-sunken text-ink',
} as const;

/** A step of the way to the first verdict: done, to be done now, or later. */
export function FirstRunStep({
  number,
  state,
  title,
  lead,
  children,
}: {
  readonly number: number;
  readonly state: keyof typeof MARKS;
  readonly title: string;
  readonly lead: string;
  readonly children?: ReactNode;
}) {
  const { firstRun } = useMessages();
  return (
    <li
      aria-current={state === 'now' ? 'step' : undefined}
      className="flex gap-5 border-line border-b py-6 last:border-0"
    >
      <span
        aria-hidden="true"
        className={`flex size-12 shrink-0 items-center justify-center rounded-full text-xl font-bold ${MARKS[state]}`}
      >
        {state === 'done' ? <Check className="size-6" /> : number}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className="text-lg font-semibold">
          <span className="sr-only">{`${firstRun.step(number)} (${firstRun.states[state]}): `}</span>
          {title}
        </h3>
        <p className="text-muted">{lead}</p>
        {children && <div className="mt-4 empty:hidden">{children}</div>}
      </div>
    </li>
  );
}
