import { type Algorithm, hash, type Options, verify } from '@node-rs/argon2';
import { InspectError } from '../../errors.ts';

/** Hashes passwords and compares with hashes, in threads of their own and few at a time. */
export interface Passwords {
  /** An argon2id hash with salt and parameters in it. */
  hash(password: string): Promise<string>;
  /** Whether the password is the one of this hash; without a hash false, after the same time. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
}

/** Hashes at once: each takes a thread and 64 MiB for 50 ms and more. */
const AT_ONCE = 2;
/** How many may wait, about a second's work. */
const WAITING = 30;

/** Memory and passes of RFC 9106's second choice, several times what OWASP asks for at least. */
const ARGON2: Options = {
  algorithm: 2 satisfies Algorithm.Argon2id,
  memoryCost: 65_536, // KiB
  timeCost: 3,
  parallelism: 1,
};

/** Makes ready to hash; what users who do not exist are compared with is hashed here. */
export async function openPasswords(): Promise<Passwords> {
  const nobody = await hash('the password of nobody', ARGON2);
  const inTurn = limitConcurrency(AT_ONCE, WAITING);
  return {
    hash: password => inTurn(() => hash(password.normalize('NFKC'), ARGON2)),
    async verify(known, password) {
      const isRight = await inTurn(() => verify(known ?? nobody, password.normalize('NFKC')));
      return known !== undefined && isRight;
    },
  };
}

/** Runs `most` tasks at a time and lets `waiting` wait. */
function limitConcurrency(most: number, waiting: number) {
  const queue: (() => void)[] = [];
  let running = 0;
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (running >= most) {
      if (queue.length >= waiting)
        throw new InspectError('overloaded', 'Too many people log in at the same time. Try again.');
      await new Promise<void>(resolve => queue.push(resolve)); // whoever ends hands its place over
    } else running++;
    try {
      return await task();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running--;
    }
  };
}
