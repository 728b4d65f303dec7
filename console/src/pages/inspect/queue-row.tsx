import { CircleX, Clock, LoaderCircle } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { useIsLate } from '../../components/use-is-late.ts';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import type { QueueItem } from './queue.ts';

/** A picture of the queue; one that is done can be shown, one that failed says why and can be sent again. */
export function QueueRow({
  item,
  isShown,
  onShow,
  onRetry,
}: {
  readonly item: QueueItem;
  readonly isShown: boolean;
  onShow(id: string): void;
  onRetry(id: string): void;
}) {
  const { inspect } = useMessages();
  const format = useFormat();
  const { id, name, state, problem, inspection } = item;
  if (inspection)
    return (
      <button
        type="button"
        aria-current={isShown}
        onClick={() => onShow(id)}
        className="my-0.5 flex min-h-12 w-full cursor-pointer items-center gap-3 rounded-xl px-3 text-left hover:bg-sunken aria-[current=true]:bg-accent-soft"
      >
        <VerdictBadge verdict={inspection.decision} />
        <span className="min-w-0 flex-1 truncate">{name}</span>
        <span className="text-sm text-muted tabular-nums">{format.score(inspection.anomaly_score)}</span>
      </button>
    );
  const isOver = state === 'failed' || state === 'cancelled';
  return (
    <div
      className={`my-0.5 flex min-h-12 items-center gap-3 rounded-xl px-3 py-1 ${isOver ? 'bg-fail-soft text-fail' : 'text-muted'}`}
    >
      {state === 'sending' ? <SendingSign /> : <StateSign isOver={isOver} />}
      <span className="min-w-0 flex-1">
        <span className="block truncate font-semibold">{name}</span>
        <span className="block break-words text-sm">{problem ?? inspect.queue.states[state]}</span>
      </span>
      {isOver && (
        <Button onClick={() => onRetry(id)} aria-label={inspect.queue.retryOne(name)}>
          {inspect.queue.again}
        </Button>
      )}
    </div>
  );
}

function StateSign({ isOver }: { readonly isOver: boolean }) {
  const Icon = isOver ? CircleX : Clock;
  return <Icon className="size-5 shrink-0" aria-hidden="true" />;
}

/** Turns only when it takes long. */
function SendingSign() {
  if (!useIsLate()) return <StateSign isOver={false} />;
  return (
    <LoaderCircle className="size-5 shrink-0 animate-spin motion-reduce:animate-none" aria-hidden="true" />
  );
}
