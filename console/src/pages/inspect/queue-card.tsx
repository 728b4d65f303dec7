import { Pause, Play, RotateCcw, Trash2, X } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { countsOf } from './counts.ts';
import type { Queue, QueueState } from './queue.ts';
import { QueueList } from './queue-list.tsx';

const VERDICTS = ['PASS', 'REVIEW', 'FAIL'] as const;

/** All pictures of the queue: how far they are, what came of them, and what can be done about it. */
export function QueueCard({
  queue,
  state,
  shownId,
  onShow,
}: {
  readonly queue: Queue;
  readonly state: QueueState;
  readonly shownId: string | undefined;
  onShow(id: string): void;
}) {
  const { inspect } = useMessages();
  const format = useFormat();
  const { items, isPaused, hold } = state;
  const counts = countsOf(items);
  const over = items.length - counts.pending;
  const say = (count: number) => format.number(count);
  return (
    <Card
      title={inspect.queue.title(say(over), say(items.length))}
      actions={
        <div className="flex flex-wrap gap-2">
          {counts.pending > 0 && (
            <Button onClick={isPaused ? queue.resume : queue.pause}>
              {isPaused ? (
                <Play className="size-5" aria-hidden="true" />
              ) : (
                <Pause className="size-5" aria-hidden="true" />
              )}
              {isPaused ? inspect.queue.resume : inspect.queue.pause}
            </Button>
          )}
          {counts.pending > 0 && (
            <Button onClick={queue.cancel}>
              <X className="size-5" aria-hidden="true" />
              {inspect.queue.cancel}
            </Button>
          )}
          {counts.givenUp > 0 && (
            <Button onClick={() => queue.retry()}>
              <RotateCcw className="size-5" aria-hidden="true" />
              {inspect.queue.retry(say(counts.givenUp))}
            </Button>
          )}
          {counts.pending === 0 && (
            <Button kind="quiet" onClick={queue.clear}>
              <Trash2 className="size-5" aria-hidden="true" />
              {inspect.queue.clear}
            </Button>
          )}
        </div>
      }
    >
      <ProgressBar share={over / items.length} label={inspect.queue.progress} />
      <ul aria-label={inspect.queue.counts} className="my-3 flex flex-wrap gap-x-4 gap-y-2">
        {VERDICTS.map(verdict => (
          <li key={verdict} className="flex items-center gap-1.5 font-bold tabular-nums">
            <VerdictBadge verdict={verdict} />
            {say(counts[verdict])}
          </li>
        ))}
        {counts.givenUp > 0 && (
          <li className="font-bold text-fail">{inspect.queue.failed(say(counts.givenUp))}</li>
        )}
      </ul>
      {(hold !== null || isPaused) && (
        <p
          role="status"
          className="mb-3 flex flex-wrap items-center gap-3 rounded-xl bg-review-soft p-3 text-review"
        >
          <span className="flex-1">{hold === null ? inspect.queue.paused : inspect.queue.holds[hold]}</span>
          {hold !== null && <Button onClick={queue.resume}>{inspect.queue.now}</Button>}
        </p>
      )}
      <QueueList items={items} shownId={shownId} onShow={onShow} onRetry={queue.retry} />
    </Card>
  );
}
