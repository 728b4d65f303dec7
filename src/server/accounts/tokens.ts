import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../files.ts';

const KEY_PREFIX = 'iai_';
/** Without letters and digits that are taken for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** 256 random bits, as 43 characters that need no quoting anywhere. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** An API key: a token that is known as one of this product when it turns up in a log or a repository. */
export function newApiKey(): string {
  return `${KEY_PREFIX}${newToken()}`;
}

/** Whether text can be an API key at all. */
export function isApiKey(text: string): boolean {
  return text.startsWith(KEY_PREFIX) && /^[\w-]{43}$/.test(text.slice(KEY_PREFIX.length));
}

/** A password to be said over the telephone and changed at the first login: 16 characters, 79 bits. */
export function newTemporaryPassword(): string {
  const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/** What is kept of a token. A fast hash is enough for 256 random bits: nobody can try them all. */
export function hashOfToken(token: string): string {
  return sha256(token);
}

/** What a page must send besides the cookie of its session, and another site's page cannot know. */
export function csrfTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('inspectai csrf').digest('base64url');
}

/** Compares without telling by its time where two texts differ. */
export function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));
}
