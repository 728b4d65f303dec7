import Value from '#bundled/typebox/value';
import { InspectError } from '../errors.ts';
import { PlantSettings } from '../schemas/plant-settings.ts';
import { appendAudit } from './audit.ts';
import { checkInput } from './check-input.ts';
import { type History, inTransaction } from './database.ts';

const NAME = 'plant';
/** Of a plant that has not said. */
const DEFAULTS: PlantSettings = { time_zone: 'UTC', shift_starts: ['06:00', '14:00', '22:00'] };

/**
 * How the plant tells the time; UTC and three shifts until somebody sets it.
 *
 * @throws InspectError `data_invalid` when the settings in the database cannot be read.
 */
export async function plantSettings(db: History): Promise<PlantSettings> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', NAME).executeTakeFirst();
  if (!row) return DEFAULTS;
  const value: unknown = JSON.parse(row.value);
  if (Value.Check(PlantSettings, value)) return value;
  throw new InspectError('data_invalid', 'The settings of the plant cannot be read. Set them anew.');
}

/**
 * Sets it, and says so in the audit log.
 *
 * @throws InspectError `invalid_argument` for shifts that are not in ascending order.
 */
export async function setPlantSettings(
  db: History,
  settings: PlantSettings,
  { actor, now = new Date() }: { readonly actor: string; readonly now?: Date },
): Promise<void> {
  checkInput(PlantSettings, settings, 'The settings of the plant');
  const { shift_starts: starts } = settings;
  if (starts.some((start, index) => index > 0 && start <= starts[index - 1]!))
    throw new InspectError(
      'invalid_argument',
      `Shifts begin at ${starts.join(', ')}; expected each once and in ascending order, such as 06:00, 14:00, 22:00.`,
    );
  const setting = { value: JSON.stringify(settings), changed_at: now.toISOString() };
  await inTransaction(db, async transaction => {
    const before = await plantSettings(transaction).catch(() => null); // unreadable ones are replaced
    await transaction
      .insertInto('settings')
      .values({ name: NAME, ...setting })
      .onConflict(conflict => conflict.column('name').doUpdateSet(setting))
      .execute();
    const done = { actor, action: 'settings.change', subject: 'settings/plant' };
    await appendAudit(transaction, { ...done, before, after: settings }, now);
  });
}
