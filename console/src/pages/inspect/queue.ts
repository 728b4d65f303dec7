import type { Inspection } from '../../api/types.ts';

/** What goes with a picture. */
export interface Order {
  readonly category: string;
  /** Serial, lot, line, station, operator; only those that were given. */
  readonly labels: Readonly<Record<string, string>>;
}

export type ItemState = 'waiting' | 'sending' | 'done' | 'failed' | 'cancelled';

/** A picture on its way. */
export interface QueueItem {
  /** Also the idempotency key: a picture that is sent twice is inspected once. */
  readonly id: string;
  readonly name: string;
  readonly file: Blob;
  readonly order: Order;
  readonly state: ItemState;
  /** Once done. */
  readonly inspection: Inspection | null;
  /** Why it failed, for a person. */
  readonly problem: string | null;
}

/** Why nothing is sent for the moment. */
export type Hold = 'offline' | 'busy' | 'logged_out';

export interface QueueState {
  readonly items: readonly QueueItem[];
  readonly isPaused: boolean;
  /** It goes on by itself, except after a logout. */
  readonly hold: Hold | null;
}

/** What came of sending a picture. */
export type Outcome =
  | { readonly kind: 'done'; readonly inspection: Inspection }
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'hold'; readonly hold: Hold; readonly waitMs: number };

export type Send = (item: QueueItem, signal: AbortSignal) => Promise<Outcome>;

/** Pictures that are sent one after the other. */
export interface Queue {
  state(): QueueState;
  subscribe(listener: () => void): () => void;
  add(items: readonly Pick<QueueItem, 'id' | 'name' | 'file' | 'order'>[]): void;
  pause(): void;
  /** Also ends the wait of a hold. */
  resume(): void;
  /** Stops what is sent and gives up what waits. */
  cancel(): void;
  /** Sends again what failed or was given up; one of them, or all. */
  retry(id?: string): void;
  /** Forgets everything that is over. */
  clear(): void;
  /** Stops what is sent and forgets every picture, as nobody else may see them. */
  forget(): void;
}

/** Pictures that are sent at the same time: one is computed while the next one travels. */
const AT_ONCE = 2;

export function createQueue(send: Send): Queue {
  let state: QueueState = { items: [], isPaused: false, hold: null };
  const listeners = new Set<() => void>();
  const running = new Map<string, AbortController>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const set = (change: Partial<QueueState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  const change = (which: (item: QueueItem) => boolean, to: Partial<QueueItem>) =>
    set({ items: state.items.map(item => (which(item) ? { ...item, ...to } : item)) });
  const release = () => {
    clearTimeout(timer);
    set({ hold: null });
    pump();
  };

  function pump(): void {
    while (!state.isPaused && state.hold === null && running.size < AT_ONCE) {
      const next = state.items.find(item => item.state === 'waiting');
      if (!next) return;
      void start(next);
    }
  }

  async function start(item: QueueItem): Promise<void> {
    const controller = new AbortController();
    running.set(item.id, controller);
    change(({ id }) => id === item.id, { state: 'sending' });
    const outcome = await send(item, controller.signal).catch(
      (error: Error): Outcome => ({ kind: 'failed', problem: error.message }),
    );
    if (running.get(item.id) === controller) running.delete(item.id);
    if (!controller.signal.aborted) settle(item.id, outcome);
    pump();
  }

  function settle(id: string, outcome: Outcome): void {
    const isIt = (item: QueueItem) => item.id === id;
    if (outcome.kind === 'done') change(isIt, { state: 'done', inspection: outcome.inspection });
    else if (outcome.kind === 'failed') change(isIt, { state: 'failed', problem: outcome.problem });
    else {
      change(isIt, { state: 'waiting' });
      set({ hold: outcome.hold });
      clearTimeout(timer);
      if (outcome.hold !== 'logged_out') timer = setTimeout(release, outcome.waitMs);
    }
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add(items) {
      const waiting = items.map(item => ({
        ...item,
        state: 'waiting' as const,
        inspection: null,
        problem: null,
      }));
      set({ items: [...state.items, ...waiting] });
      pump();
    },
    pause: () => set({ isPaused: true }),
    resume() {
      set({ isPaused: false });
      release();
    },
    cancel() {
      for (const controller of running.values()) controller.abort();
      change(isPending, { state: 'cancelled' });
      set({ isPaused: false });
    },
    retry(id) {
      const isWanted = (item: QueueItem) => isGivenUp(item) && (id === undefined || item.id === id);
      change(isWanted, { state: 'waiting', problem: null });
      pump();
    },
    clear: () => set({ items: state.items.filter(isPending) }),
    forget() {
      for (const controller of running.values()) controller.abort();
      running.clear();
      clearTimeout(timer);
      set({ items: [], isPaused: false, hold: null });
    },
  };
}

export const isPending = ({ state }: QueueItem): boolean => state === 'waiting' || state === 'sending';
export const isGivenUp = ({ state }: QueueItem): boolean => state === 'failed' || state === 'cancelled';
