import { useEffect, useSyncExternalStore } from 'react';
import { useMessages } from '../../i18n/messages.tsx';
import { createQueue, isPending, type Queue, type QueueState } from './queue.ts';
import { type SendingTexts, sendPicture } from './send-picture.ts';

let queue: Queue | null = null;
let texts: SendingTexts;

/** The queue of this tab; it goes on while other pages are looked at. */
export function useQueue(): { readonly queue: Queue; readonly state: QueueState } {
  const { inspect } = useMessages();
  texts = inspect.sending;
  queue ??= createQueue((item, signal) => sendPicture(item, texts, signal));
  const state = useSyncExternalStore(queue.subscribe, queue.state);
  useLeaveWarning(queue);
  return { queue, state };
}

/** The browser asks before the tab is closed over pictures that were not inspected. */
function useLeaveWarning(open: Queue): void {
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent) => {
      if (open.state().items.some(isPending)) event.preventDefault();
    };
    window.addEventListener('beforeunload', onLeave);
    return () => window.removeEventListener('beforeunload', onLeave);
  }, [open]);
}
