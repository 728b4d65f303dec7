import { randomBytes } from 'node:crypto';

let last = { now: -1, count: 0 };

/**
 * A new identifier: a UUID of version 7 (RFC 9562), whose text sorts by the millisecond it was made in, and within that
 * in the order of making (by this process, up to 4,096 of them).
 *
 * @param now milliseconds since 1970
 */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  last = { now, count: last.now === now ? last.count + 1 : 0 };
  bytes.writeUInt16BE(0x7000 | (last.count & 0x0fff), 6); // version, and a counter where others are random
  bytes[8] = 0x80 | (bytes[8]! & 0x3f); // variant
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
