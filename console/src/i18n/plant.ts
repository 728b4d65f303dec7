import { createContext, useContext } from 'react';

/** How the plant tells the time: the same for everybody, as the server keeps it. */
export interface Plant {
  /** An IANA name such as `Europe/Berlin`, or an offset such as `+05:30`. */
  readonly timeZone: string;
  /** When shifts begin: local times in ascending order. */
  readonly shiftStarts: readonly string[];
}

/** What the server goes by while nobody has said anything else. */
export const UNSAID: Plant = { timeZone: 'UTC', shiftStarts: ['06:00', '14:00', '22:00'] };

export const PlantContext = createContext<Plant>(UNSAID);

/** How the plant tells the time. */
export function usePlant(): Plant {
  return useContext(PlantContext);
}
