import { randomFor } from '../random.ts';

/** A seeded source of uniform and of exactly normal numbers. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal, by Box and Muller's method. */
  normal(): number;
}

/** The same seed gives the same numbers on every machine. */
export function createRandom(seed: number): Random {
  const uniform = randomFor('patchcore', seed);
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
