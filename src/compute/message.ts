import { type ErrorCode, InspectError } from '../errors.ts';

/** What the parent tells a child process. */
export type ToChild =
  | { readonly kind: 'run'; readonly id: number; readonly task: string; readonly input: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  /** Asks for a `pong`, which only a process that does not hang can give. */
  | { readonly kind: 'ping' };

/** What a child process tells its parent. */
export type ToParent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'pong' }
  /** The module with the tasks cannot be used; the child ends. */
  | { readonly kind: 'unfit'; readonly failure: Failure }
  | { readonly kind: 'progress'; readonly id: number; readonly value: unknown }
  | ({ readonly kind: 'done'; readonly id: number; readonly output: unknown } & Warm)
  | ({ readonly kind: 'failed'; readonly id: number; readonly failure: Failure } & Warm);

/** The keys that a process has something open for, where its module knows them. */
export interface Warm {
  readonly warm: readonly string[] | null;
}

/** Anything that was thrown, as data that crosses the border between processes. */
export interface Failure {
  /** The code of an InspectError, null for anything else. */
  readonly code: ErrorCode | null;
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
}

/** Takes an error apart to send it. */
export function failureOf(thrown: unknown): Failure {
  if (!(thrown instanceof Error)) return { code: null, name: 'Error', message: String(thrown), stack: null };
  const { name, message, stack } = thrown;
  return { code: thrown instanceof InspectError ? thrown.code : null, name, message, stack: stack ?? null };
}

/** Puts an error together again; it keeps the stack of the process that it was thrown in. */
export function errorOf({ code, name, message, stack }: Failure): Error {
  const error = code === null ? new Error(message) : new InspectError(code, message);
  error.name = name;
  if (stack !== null) error.stack = stack;
  return error;
}
