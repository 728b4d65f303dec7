import { join } from 'node:path';
import { listAudit } from '../../src/history/audit.ts';
import { readBlob } from '../../src/history/blobs.ts';
import { databaseFaults, type History, openDatabase } from '../../src/history/database.ts';
import { listInspections } from '../../src/history/list-inspections.ts';
import { verifyAudit } from '../../src/history/verify-audit.ts';
import type { AuditedChange } from './audit-client.ts';
import type { Order } from './inspection-client.ts';

const MOST_ENTRIES = 1_000_000;

/**
 * Looks whether a data folder holds exactly what clients were told: every inspection once, with its picture, in a sound
 * database with a valid audit log, which has every change that was answered as done, once.
 *
 * @param dataDir of a server that has ended
 * @returns what is wrong, in sentences
 */
export async function recordFaults(
  dataDir: string,
  orders: readonly Order[],
  changes: readonly AuditedChange[] = [],
): Promise<readonly string[]> {
  const db = await openDatabase(join(dataDir, 'history.sqlite'));
  try {
    const faults = [...(await databaseFaults(db))];
    const { fault } = await verifyAudit(db);
    if (fault) faults.push(`Audit: ${fault.message}`);
    faults.push(...(await changesWithoutEntry(db, changes)));
    const bySerial = await recordsBySerial(db);
    for (const { key, id, pictureSha256 } of orders) {
      const records = bySerial.get(key) ?? [];
      bySerial.delete(key);
      const [record] = records;
      if (id === null) faults.push(`${key} was never answered.`);
      if (records.length !== 1) faults.push(`${key} is recorded ${records.length} times.`);
      if (record && record.id !== id)
        faults.push(`${key} was answered with ${id}, but recorded as ${record.id}.`);
      if (record && record.sha256 !== pictureSha256) faults.push(`${key} is recorded with another picture.`);
      await readBlob(join(dataDir, 'blobs'), pictureSha256).catch(cause =>
        faults.push(`${key}: ${cause.message}`),
      );
    }
    for (const serial of bySerial.keys()) faults.push(`${serial} is recorded, but nobody sent it.`);
    return faults;
  } finally {
    await db.destroy();
  }
}

async function changesWithoutEntry(db: History, changes: readonly AuditedChange[]): Promise<string[]> {
  const entries = await listAudit(db, 0, MOST_ENTRIES);
  return changes.flatMap(({ action, mark }) => {
    const found = entries.filter(
      entry => entry.action === action && `${entry.after} ${entry.reason}`.includes(mark),
    );
    return found.length === 1 ? [] : [`${action} with ${mark} has ${found.length} entries in the audit log.`];
  });
}

async function recordsBySerial(db: History) {
  const bySerial = new Map<string, { readonly id: string; readonly sha256: string }[]>();
  let cursor: string | null = null;
  do {
    const page = await listInspections(db, {}, { limit: 500, ...(cursor !== null && { cursor }) });
    for (const { id, serial, picture } of page.items) {
      const known = bySerial.get(serial ?? '') ?? [];
      bySerial.set(serial ?? '', [...known, { id, sha256: picture.sha256 }]);
    }
    cursor = page.next_cursor;
  } while (cursor !== null);
  return bySerial;
}
