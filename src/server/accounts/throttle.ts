import { isIPv6 } from 'node:net';

/** Slows wrong guesses down, for each account and each address. */
export interface Throttle {
  /** Counts a guess before it is checked; `waitMs` above 0 means that it must not be checked. */
  begin(keys: GuessKeys, nowMs: number): { readonly waitMs: number };
  /** The guess was right: the account starts anew, the address has one guess fewer to its name. */
  succeed(keys: GuessKeys): void;
  /** The guess was not checked: it never happened. */
  forget(keys: GuessKeys): void;
  /** After a wrong guess: whether the delay has begun or doubled with it, which is worth an entry in the audit log. */
  isNotable(keys: GuessKeys): boolean;
}

/** Whose password is guessed from where. */
export interface GuessKeys {
  /** Any text that names the account, whether there is one or not. */
  readonly account: string;
  readonly address: string;
}

interface Guesses {
  count: number;
  lastMs: number;
}

/** Guesses without delay: people mistype, and many may share an address. */
const FREE = { account: 5, address: 20 };
const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 5 * 60_000;
/** Guesses older than this are forgotten. */
const MEMORY_MS = 60 * 60_000;
const MOST_KEYS = 20_000;

/**
 * After a few free guesses each one doubles the time until the next, from a second to five minutes: about 300 guesses a
 * day at a password, and its owner waits five minutes at most, whoever guesses. Kept in memory alone.
 */
export function createThrottle(): Throttle {
  const guesses = new Map<string, Guesses>();
  const kinds = ['account', 'address'] as const;
  const keyOf = (kind: 'account' | 'address', keys: GuessKeys) =>
    `${kind} ${kind === 'account' ? keys.account : networkOf(keys.address)}`;
  const countOf = (kind: 'account' | 'address', keys: GuessKeys) => guesses.get(keyOf(kind, keys));

  const takeBack = (kind: 'account' | 'address', keys: GuessKeys) => {
    const known = countOf(kind, keys);
    if (known) known.count--;
  };
  return {
    begin(keys, nowMs) {
      const waits = kinds.map(kind => waitOf(countOf(kind, keys), FREE[kind], nowMs));
      const waitMs = Math.max(...waits);
      if (waitMs > 0) return { waitMs };
      for (const kind of kinds) {
        const key = keyOf(kind, keys);
        const known = guesses.get(key);
        const count = known && nowMs - known.lastMs < MEMORY_MS ? known.count : 0;
        guesses.delete(key); // so that the map is in the order of last use
        guesses.set(key, { count: count + 1, lastMs: nowMs });
      }
      while (guesses.size > MOST_KEYS) guesses.delete(guesses.keys().next().value!);
      return { waitMs };
    },
    succeed(keys) {
      guesses.delete(keyOf('account', keys));
      takeBack('address', keys);
    },
    forget(keys) {
      for (const kind of kinds) takeBack(kind, keys);
    },
    isNotable: keys => kinds.some(kind => isDoubled((countOf(kind, keys)?.count ?? 0) / FREE[kind])),
  };
}

/** Milliseconds until the next guess may be made. A clock that was put back makes nobody wait longer than the delay. */
function waitOf(known: Guesses | undefined, free: number, nowMs: number): number {
  if (!known || known.count < free) return 0;
  const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (known.count - free));
  const passedMs = Math.max(0, nowMs - known.lastMs);
  return Math.max(0, delayMs - passedMs);
}

function isDoubled(ratio: number): boolean {
  return ratio >= 1 && Number.isInteger(Math.log2(ratio));
}

/** One customer has 2^64 addresses of IPv6, so the network counts. */
function networkOf(address: string): string {
  if (!isIPv6(address) || /^::ffff:\d/i.test(address)) return address.replace(/^::ffff:/i, '');
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const before = head ? head.split(':') : [];
  const after = tail ? tail.split(':') : [];
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
