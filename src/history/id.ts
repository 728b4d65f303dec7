import { randomBytes } from 'node:crypto';

/**
 * A new identifier: a UUID of version 7 (RFC 9562), whose text sorts by the millisecond it was made in.
 *
 * @param now milliseconds since 1970
 */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f); // version
  bytes[8] = 0x80 | (bytes[8]! & 0x3f); // variant
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
