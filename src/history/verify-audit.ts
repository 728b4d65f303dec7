import { throwIfCancelled } from '../errors.ts';
import { type AuditEntry, hashOf, listAudit } from './audit.ts';
import type { History } from './database.ts';

/** The first thing that is wrong with the audit log. */
export interface AuditFault {
  readonly seq: number;
  readonly kind: 'altered' | 'missing' | 'reordered' | 'added';
  readonly message: string;
}

/** Where a chain ends. Noted elsewhere, it also shows that a whole log was written anew. */
export interface AuditEnd {
  readonly seq: number;
  readonly hash: string;
}

/** What the log is like. */
export interface AuditVerification {
  readonly fault: AuditFault | null;
  /** How many entries are sound, from the first. */
  readonly entries: number;
  readonly end: AuditEnd;
}

const CHUNK = 500;
const START: AuditEnd = { seq: 0, hash: '0'.repeat(64) };

/**
 * Recomputes every hash of the audit log and tells the first entry that is altered, missing or reordered.
 *
 * Whoever can write the database and knows how can also write a whole new log: compare with `noted`, an end that was
 * kept elsewhere.
 */
export async function verifyAudit(
  db: History,
  { noted, signal }: { readonly noted?: AuditEnd; readonly signal?: AbortSignal } = {},
): Promise<AuditVerification> {
  const told = await endOf(db); // first: what is appended meanwhile lies behind it
  const known = [told, noted].filter(known => known !== undefined);
  let end = START;
  for (;;) {
    throwIfCancelled(signal);
    const entries = await listAudit(db, end.seq, CHUNK);
    for (const entry of entries) {
      const fault = faultOf(entry, end, told?.seq ?? entry.seq) ?? notedFault(entry, known);
      if (fault) return { fault, entries: end.seq, end };
      end = { seq: entry.seq, hash: entry.hash };
    }
    if (entries.length < CHUNK) break;
  }
  return { fault: await endFault(db, end, known), entries: end.seq, end };
}

function faultOf(entry: AuditEntry, before: AuditEnd, places: number): AuditFault | null {
  const seq = before.seq + 1;
  if (entry.seq !== seq)
    return { seq, kind: 'missing', message: `Entry ${seq} is missing; the next one is ${entry.seq}.` };
  if (hashOf(entry) !== entry.hash) return movedOrAltered(entry, places);
  if (entry.previous_hash === before.hash) return null;
  return {
    seq,
    kind: 'altered',
    message: `Entry ${seq} follows another entry than the one before it: one of them was written anew.`,
  };
}

/** Its place is part of what is hashed, so an entry that was moved fits its hash in the place where it was written. */
function movedOrAltered(entry: AuditEntry, places: number): AuditFault {
  const { seq } = entry;
  for (let place = 1; place <= places; place++)
    if (hashOf({ ...entry, seq: place }) === entry.hash)
      return { seq, kind: 'reordered', message: `Entry ${seq} stood in place ${place} when it was written.` };
  return { seq, kind: 'altered', message: `Entry ${seq} does not match its hash: it was altered.` };
}

function notedFault(entry: AuditEntry, ends: readonly AuditEnd[]): AuditFault | null {
  const { seq, hash } = entry;
  if (ends.every(end => end.seq !== seq || end.hash === hash)) return null;
  return {
    seq,
    kind: 'altered',
    message: `Entry ${seq} is not the one that was noted: it was written anew.`,
  };
}

async function endFault(db: History, end: AuditEnd, known: readonly AuditEnd[]): Promise<AuditFault | null> {
  const seq = end.seq + 1;
  const noted = Math.max(0, ...known.map(({ seq }) => seq));
  if (noted > end.seq)
    return {
      seq,
      kind: 'missing',
      message: `Entry ${seq} is missing: there were ${noted}, and the log ends before it.`,
    };
  const last = await endOf(db);
  if (!last)
    return {
      seq,
      kind: 'missing',
      message: 'The row that says where the log ends is gone: entries may be, too.',
    };
  if (last.seq >= end.seq) return null;
  return {
    seq: last.seq + 1,
    kind: 'added',
    message: `Entry ${last.seq + 1} lies behind the end of the log: it was not added by this program.`,
  };
}

/** Where the log says that it ends. */
function endOf(db: History): Promise<AuditEnd | undefined> {
  return db.selectFrom('audit_head').select(['seq', 'hash']).where('id', '=', 1).executeTakeFirst();
}
