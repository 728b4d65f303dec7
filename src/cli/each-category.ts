import { InspectError } from '../errors.ts';
import { EXIT_STATUS, exitStatusOf } from './exit-status.ts';
import type { CommandResult, CommandSession } from './run-command.ts';

/** How a command was told which categories to work on. */
export interface CategoryChoice {
  readonly category?: string;
  readonly all?: true;
}

/** A category that failed, while others went on. */
export interface CategoryFailure {
  readonly category: string;
  readonly code: string;
  readonly message: string;
}

/** What to do with one category and how to show it. */
export interface CategoryWork<Result> {
  readonly list: () => Promise<readonly string[]>;
  readonly work: (category: string) => Promise<Result>;
  readonly json: (result: Result) => unknown;
  readonly showOne: (result: Result) => string;
  readonly showAll: (results: readonly Result[]) => string;
  /** The exit status of a result; success unless told. */
  readonly status?: (result: Result) => number;
  /** What a document of all categories says besides their results. */
  readonly summary?: (results: readonly Result[]) => object;
}

/**
 * Works on one category, or on all of them one after the other. With `--all` a category that fails is reported and
 * the next one follows; the exit status is then that of the first failure.
 *
 * @throws InspectError `invalid_argument` unless exactly one of `--category` and `--all` was given.
 */
export async function eachCategory<Result>(
  { category, all }: CategoryChoice,
  { reporter }: CommandSession,
  steps: CategoryWork<Result>,
): Promise<CommandResult> {
  if (category !== undefined && all) refuseTogether('--category', '--all');
  if (category === undefined && !all) {
    throw new InspectError(
      'invalid_argument',
      'Name a category with --category NAME, or all of them with --all.',
    );
  }
  if (category !== undefined) {
    const result = await steps.work(category);
    const status = steps.status?.(result) ?? EXIT_STATUS.success;
    return { json: steps.json(result), text: steps.showOne(result), status };
  }
  const results: Result[] = [];
  const failures: CategoryFailure[] = [];
  let status: number = EXIT_STATUS.success;
  for (const name of await steps.list()) {
    reporter.note(`Category ${name}`);
    try {
      const result = await steps.work(name);
      results.push(result);
      status = worse(status, steps.status?.(result) ?? EXIT_STATUS.success);
    } catch (cause) {
      if (!(cause instanceof InspectError) || cause.code === 'cancelled') throw cause;
      failures.push({ category: name, code: cause.code, message: cause.message });
      status = worse(status, exitStatusOf(cause.code));
      reporter.note(`Category ${name} failed: ${cause.message}`);
    }
  }
  const failed = failures.map(failure => `${failure.category} failed: ${failure.message}`);
  const shown = results.length > 0 ? [steps.showAll(results)] : [];
  return {
    json: { categories: results.map(steps.json), ...steps.summary?.(results), failures },
    text: [...shown, ...failed].join('\n'),
    status,
  };
}

/** The first status that is not success, except that a FAIL verdict comes before all and REVIEW after all. */
function worse(first: number, next: number): number {
  if (next === EXIT_STATUS.fail) return next;
  return first === EXIT_STATUS.success || (first === EXIT_STATUS.review && next !== EXIT_STATUS.success)
    ? next
    : first;
}

/** @throws InspectError `invalid_argument`: the two options contradict each other. */
export function refuseTogether(first: string, second: string): never {
  throw new InspectError(
    'invalid_argument',
    `${first} and ${second} cannot be used together. Leave one out.`,
  );
}
