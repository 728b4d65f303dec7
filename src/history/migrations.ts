import { type Kysely, type Migration, Migrator } from '#bundled/kysely';
import { InspectError } from '../errors.ts';
import { createInspections } from './migrations/0001-inspections.ts';
import { createAudit } from './migrations/0002-audit.ts';
import { createService } from './migrations/0003-service.ts';
import { countInspections } from './migrations/0004-order.ts';
import type { HistoryTables } from './tables.ts';

/** In their order, which is that of their names. What has been released is never changed; a change is a new one. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-inspections': { up: createInspections },
  '0002-audit': { up: createAudit },
  '0003-service': { up: createService },
  '0004-order': { up: countInspections },
};

/**
 * Applies what is missing, in one transaction.
 *
 * @throws InspectError `data_invalid` when a later version of the program has changed the tables.
 */
export async function migrate(db: Kysely<HistoryTables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (error instanceof Error && error.message.startsWith('corrupted migrations'))
    throw new InspectError(
      'data_invalid',
      `The history was written by another version of InspectAI (${error.message}); this one knows its tables up to ${Object.keys(MIGRATIONS).at(-1)}. Use the later version, or restore a backup made with this one.`,
      { cause: error },
    );
  throw error;
}
