/**
 * The program of a compute process: `node process.js <URL of the tasks' module>`, started with a channel to its parent.
 * It runs one task at a time and ends with its parent.
 */
import { letHeapGrow } from '../heap-growth.ts';
import { failureOf, type ToChild, type ToParent } from './message.ts';
import type { ComputeTasks, WarmKeys } from './task.ts';

type Run = Extract<ToChild, { kind: 'run' }>;

letHeapGrow();
process.on('disconnect', () => process.exit());
if (!process.connected) process.exit();
// Ctrl-C in a terminal and the stop of a service reach the whole group; the parent decides when its children end.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

let warmKeys: WarmKeys | null = null;
const tasks = await loadTasks(process.argv[2]!);
let running: { readonly id: number; readonly controller: AbortController } | null = null;
if (tasks) {
  process.on('message', (message: ToChild) => {
    if (message.kind === 'run') void run(tasks, message);
    else if (message.kind === 'ping') send({ kind: 'pong' });
    else if (running?.id === message.id) running.controller.abort();
  });
  send({ kind: 'ready' });
}

async function loadTasks(module: string): Promise<ComputeTasks | null> {
  try {
    const loaded = (await import(module)) as { readonly tasks?: ComputeTasks; readonly warmKeys?: WarmKeys };
    warmKeys = loaded.warmKeys ?? null;
    if (loaded.tasks) return loaded.tasks;
    throw new Error(`The module ${module} exports no "tasks".`);
  } catch (thrown) {
    send({ kind: 'unfit', failure: failureOf(thrown) }, () => process.exit(1));
    return null;
  }
}

/** Runs a task and answers with its result or its error, once. */
async function run(table: ComputeTasks, { id, task, input }: Run): Promise<void> {
  const controller = new AbortController();
  running = { id, controller };
  try {
    const handler = Object.hasOwn(table, task) ? table[task] : undefined;
    if (!handler) throw new Error(`There is no task "${task}"; there are ${Object.keys(table).join(', ')}.`);
    const output = await handler(input as never, {
      signal: controller.signal,
      progress: value => send({ kind: 'progress', id, value }),
    });
    running = null;
    sendOutput(id, task, output);
  } catch (thrown) {
    running = null;
    send({ kind: 'failed', id, failure: failureOf(thrown), warm: warmNow() });
  }
}

function sendOutput(id: number, task: string, output: unknown): void {
  try {
    send({ kind: 'done', id, output, warm: warmNow() });
  } catch (cause) {
    throw new Error(
      `The result of the task "${task}" cannot be sent to another process: ${(cause as Error).message}`,
      { cause },
    );
  }
}

function warmNow(): readonly string[] | null {
  return warmKeys && [...warmKeys()];
}

/** A parent that has gone away is no error here: `disconnect` follows. */
function send(message: ToParent, sent: () => void = () => undefined): void {
  process.send!(message, undefined, undefined, sent);
}
