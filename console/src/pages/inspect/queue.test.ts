import { describe, expect, test, vi } from 'vitest';
import type { Inspection } from '../../api/types.ts';
import { createQueue, type Outcome, type QueueItem } from './queue.ts';

const inspection = { id: 'i', decision: 'PASS' } as Inspection;
const done: Outcome = { kind: 'done', inspection };
const order = { category: 'cap', labels: {} };
const pictures = (...names: readonly string[]) =>
  names.map(name => ({ id: name, name, file: new Blob([name]), order }));

/** A queue whose pictures are answered by hand. */
function openQueue() {
  const sent: { readonly item: QueueItem; readonly answer: (outcome: Outcome) => void }[] = [];
  const queue = createQueue(item => new Promise(answer => void sent.push({ item, answer })));
  const states = () => queue.state().items.map(({ state }) => state);
  return { queue, sent, states };
}

describe('the queue', () => {
  test('sends two pictures at a time, in order', async () => {
    const { queue, sent, states } = openQueue();
    queue.add(pictures('a', 'b', 'c'));
    expect(states()).toEqual(['sending', 'sending', 'waiting']);
    sent[0]!.answer(done);
    await vi.waitFor(() => expect(states()).toEqual(['done', 'sending', 'sending']));
    expect(sent.map(({ item }) => item.name)).toEqual(['a', 'b', 'c']);
  });

  test('goes on after a picture that cannot be read, and sends it again when told to', async () => {
    const { queue, sent, states } = openQueue();
    queue.add(pictures('a', 'b'));
    sent[0]!.answer({ kind: 'failed', problem: 'a is not a picture.' });
    sent[1]!.answer(done);
    await vi.waitFor(() => expect(states()).toEqual(['failed', 'done']));
    expect(queue.state().items[0]!.problem).toBe('a is not a picture.');
    queue.retry();
    expect(states()).toEqual(['sending', 'done']);
    expect(sent[2]!.item.id).toBe('a');
  });

  test('lets finish what is on its way when it pauses', async () => {
    const { queue, sent, states } = openQueue();
    queue.add(pictures('a', 'b', 'c'));
    queue.pause();
    sent[0]!.answer(done);
    await vi.waitFor(() => expect(states()).toEqual(['done', 'sending', 'waiting']));
    queue.resume();
    expect(states()).toEqual(['done', 'sending', 'sending']);
  });

  test('waits for a server that is busy, and loses nothing', async () => {
    vi.useFakeTimers();
    const { queue, sent, states } = openQueue();
    queue.add(pictures('a'));
    sent[0]!.answer({ kind: 'hold', hold: 'busy', waitMs: 3_000 });
    await vi.advanceTimersByTimeAsync(2_999);
    expect(queue.state()).toMatchObject({ hold: 'busy' });
    expect(states()).toEqual(['waiting']);
    await vi.advanceTimersByTimeAsync(1);
    expect(queue.state().hold).toBeNull();
    expect(states()).toEqual(['sending']);
    vi.useRealTimers();
  });

  test('waits for a person after a logout', async () => {
    vi.useFakeTimers();
    const { queue, sent, states } = openQueue();
    queue.add(pictures('a'));
    sent[0]!.answer({ kind: 'hold', hold: 'logged_out', waitMs: 0 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states()).toEqual(['waiting']);
    queue.resume();
    expect(states()).toEqual(['sending']);
    vi.useRealTimers();
  });

  test('gives up what waits when it is cancelled, keeps what is done, and forgets it when cleared', async () => {
    const { queue, sent, states } = openQueue();
    queue.add(pictures('a', 'b', 'c'));
    sent[0]!.answer(done);
    await vi.waitFor(() => expect(states()).toEqual(['done', 'sending', 'sending']));
    queue.cancel();
    expect(states()).toEqual(['done', 'cancelled', 'cancelled']);
    sent[1]!.answer(done);
    await Promise.resolve();
    expect(states()).toEqual(['done', 'cancelled', 'cancelled']);
    queue.clear();
    expect(states()).toEqual([]);
  });

  test('forgets every picture with its user, and what is still answered changes nothing', async () => {
    const { queue, sent, states } = openQueue();
    queue.add(pictures('a', 'b', 'c'));
    sent[0]!.answer(done);
    await vi.waitFor(() => expect(states()).toEqual(['done', 'sending', 'sending']));
    queue.pause();
    queue.forget();
    expect(queue.state()).toEqual({ items: [], isPaused: false, hold: null });
    sent[1]!.answer({ kind: 'hold', hold: 'logged_out', waitMs: 0 });
    await Promise.resolve();
    expect(queue.state().hold).toBeNull();
    queue.add(pictures('d', 'e'));
    expect(states()).toEqual(['sending', 'sending']);
  });
});
