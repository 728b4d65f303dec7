import type { Context } from '../../context.ts';
import type { SessionLimits } from '../../history/sessions.ts';
import { hasUsers } from '../../history/users.ts';
import type { Access } from '../access.ts';
import { openPasswords, type Passwords } from './passwords.ts';
import { createSetup, type Setup } from './setup.ts';
import { createThrottle, type Throttle } from './throttle.ts';

/** What the accounts of a running server need. */
export interface Accounts {
  /** Whether requests need an account, as far as is known; once true, it stays. */
  readonly areNeeded: boolean;
  /** The same, after a look whether there is one by now. */
  check(): Promise<boolean>;
  readonly history: Context['history'];
  readonly passwords: Passwords;
  readonly throttle: Throttle;
  /** Null when there is nothing to set up. */
  readonly setup: Setup | null;
  readonly sessions: SessionLimits;
  readonly now: () => Date;
}

/** A shift, and an hour without any request. */
const SESSIONS: SessionLimits = { absoluteMs: 12 * 3_600_000, idleMs: 3_600_000 };

declare module 'fastify' {
  interface FastifyInstance {
    readonly accounts: Accounts;
  }
}

/** Looks whether accounts are needed, and whether the first one is still to be made. */
export async function openAccounts(
  { history }: Pick<Context, 'history'>,
  { accounts, now }: Pick<Access, 'accounts' | 'now'>,
): Promise<Accounts> {
  const isEmpty = !(await hasUsers(history));
  let areNeeded = accounts || !isEmpty;
  return {
    get areNeeded() {
      return areNeeded;
    },
    async check() {
      areNeeded ||= await hasUsers(history);
      return areNeeded;
    },
    history,
    passwords: await openPasswords(),
    throttle: createThrottle(),
    setup: areNeeded && isEmpty ? createSetup() : null,
    sessions: SESSIONS,
    now,
  };
}
