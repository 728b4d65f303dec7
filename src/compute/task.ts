/** What a task is given besides its input. */
export interface TaskContext {
  /** Aborted when nobody wants the result any more; a task that takes long looks at it between its steps. */
  readonly signal: AbortSignal;
  /** Tells the caller how far the task is; the value must be plain data. */
  progress(value: unknown): void;
}

/**
 * Named tasks, as a module of tasks exports them under the name `tasks`. Inputs and outputs cross the border between
 * processes: plain data, typed arrays and Uint8Array, no functions and no objects that own something.
 */
export type ComputeTasks = Readonly<Record<string, (input: never, context: TaskContext) => Promise<unknown>>>;

/** What a task of a table is given. */
export type InputOf<Task> = Task extends (input: infer Input, context: TaskContext) => unknown
  ? Input
  : never;

/** What a task of a table gives back. */
export type OutputOf<Task> = Task extends (...given: never) => Promise<infer Output> ? Output : never;

/**
 * The keys that a process has something open for, as a module may export a function under the name `warmKeys`. Without
 * one, a process counts as warm for the keys of the tasks that it has run.
 */
export type WarmKeys = () => Iterable<string>;
