/** A stream of uniform numbers in [0, 1), 32 bits each; every call takes the next one. */
export type Random = () => number;

/**
 * A stream named by its labels: the same labels give the same numbers on every machine, any other label gives
 * unrelated ones. The generator is sfc32, seeded by splitmix32 from an FNV-1a hash of the labels.
 */
export function randomFor(...labels: readonly (string | number)[]): Random {
  const seed = splitmix32(hashOf(labels.join('/')));
  const random = sfc32(seed(), seed(), seed(), seed());
  for (let round = 0; round < 12; round++) random();
  return random;
}

/** A uniform number in [low, high). */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** A whole number in [0, count). */
export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** One of the items, each as likely as the others. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[below(random, items.length)]!;
}

/** Nearly normal with mean 0 and deviation 1: the sum of four bytes of one draw, never beyond 3.5 deviations. */
export function normal(random: Random): number {
  const bits = random() * 4294967296;
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  return (sum - 510) / 147.8;
}

function sfc32(a: number, b: number, c: number, counter: number): Random {
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
}

function splitmix32(state: number): () => number {
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}
