import { useEffect, useSyncExternalStore } from 'react';
import { useMessages } from '../../i18n/messages.tsx';
import { useSession } from '../../session/session.tsx';
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
  return { queue, state };
}

/**
 * Guards the queue on every page: the browser asks before the tab is closed over pictures that were not inspected, and all
 * of them are forgotten when their user logs out. To be called once.
 */
export function useQueueGuard(): void {
  const { name } = useSession();
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent) => {
      if (queue?.state().items.some(isPending)) event.preventDefault();
    };
    window.addEventListener('beforeunload', onLeave);
    return () => window.removeEventListener('beforeunload', onLeave);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a session that ended keeps its name until somebody else comes
  useEffect(() => () => queue?.forget(), [name]);
}
