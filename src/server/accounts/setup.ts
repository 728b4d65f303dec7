import { hashOfToken, isSame, newToken } from './tokens.ts';

/** The one-time token that the first administrator is made with. */
export interface Setup {
  /** The token, once: only its hash is kept. */
  reveal(): string | null;
  /** Whether `token` is the one and has not been used. */
  accepts(token: string): boolean;
  /** Whether it can still be used. */
  readonly isOpen: boolean;
  /** Makes the token void. */
  close(): void;
}

/** Makes a new token. */
export function createSetup(): Setup {
  let shown: string | null = newToken();
  let hash: string | null = hashOfToken(shown);
  return {
    reveal() {
      const token = shown;
      shown = null;
      return token;
    },
    accepts: token => hash !== null && isSame(hashOfToken(token), hash),
    get isOpen() {
      return hash !== null;
    },
    close() {
      hash = null;
      shown = null;
    },
  };
}
