import { InspectError } from '../errors.ts';

/** Gives pieces of work their turns. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>;

export interface TurnLimits {
  /** Pieces that are worked on at the same time. */
  readonly atOnce: number;
  /** How many may wait for that. */
  readonly waiting: number;
  /** What they are, in the plural, for the message. */
  readonly of: string;
}

/** Work beyond a limit waits, first come, first served; beyond another it is refused with InspectError `overloaded`. */
export function openTurns({ atOnce, waiting, of }: TurnLimits): Turns {
  const queue: (() => void)[] = [];
  let working = 0;
  return async work => {
    if (working >= atOnce) {
      if (queue.length >= waiting)
        throw new InspectError(
          'overloaded',
          `${queue.length} ${of} are waited for already. Try again in a moment.`,
        );
      await new Promise<void>(resolve => queue.push(resolve));
    } else working++;
    try {
      return await work();
    } finally {
      const next = queue.shift(); // takes this one's place
      if (next) next();
      else working--;
    }
  };
}
