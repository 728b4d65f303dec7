import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useMessages } from '../../i18n/messages.tsx';
import type { QueueItem } from './queue.ts';
import { QueueRow } from './queue-row.tsx';

const ROW_PX = 52;
const SPARE_ROWS = 6;

/** The pictures of the queue, of which only those are drawn that can be seen. */
export function QueueList({
  items,
  shownId,
  onShow,
  onRetry,
}: {
  readonly items: readonly QueueItem[];
  readonly shownId: string | undefined;
  onShow(id: string): void;
  onRetry(id: string): void;
}) {
  const { inspect } = useMessages();
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    getItemKey: index => items[index]!.id,
    overscan: SPARE_ROWS,
  });
  const shown = items.findIndex(({ id }) => id === shownId);
  const scrollTo = useRef(rows.scrollToIndex);
  scrollTo.current = rows.scrollToIndex;
  useEffect(() => {
    if (shown >= 0) scrollTo.current(shown, { align: 'auto' });
  }, [shown]);
  return (
    <div ref={frame} className="max-h-96 overflow-y-auto p-1">
      <ul aria-label={inspect.queue.list} className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start }) => (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={index}
            aria-setsize={items.length}
            aria-posinset={index + 1}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${start}px)` }}
          >
            <QueueRow item={items[index]!} isShown={index === shown} onShow={onShow} onRetry={onRetry} />
          </li>
        ))}
      </ul>
    </div>
  );
}
