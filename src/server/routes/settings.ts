import type { Context } from '../../context.ts';
import { plantSettings, setPlantSettings } from '../../history/plant-settings.ts';
import { clockOf } from '../../operations/local-time.ts';
import { PlantSettings } from '../../schemas/plant-settings.ts';
import { answers } from '../answers.ts';
import type { App } from '../app-type.ts';

const tags = ['operations'];

/** `/api/v1/settings`: how the plant tells the time. */
export function addSettingRoutes(app: App, { history }: Context): void {
  app.get(
    '/api/v1/settings',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getSettings',
        summary: 'Time zone and shifts of the plant',
        description: 'What statistics and reports go by where a request names neither.',
        response: answers({ 200: PlantSettings }, ['data_invalid']),
      },
    },
    () => plantSettings(history),
  );
  app.put(
    '/api/v1/settings',
    {
      config: { permission: 'administer' },
      schema: {
        tags,
        operationId: 'setSettings',
        summary: 'Set time zone and shifts of the plant',
        body: PlantSettings,
        response: answers({ 200: PlantSettings }, ['invalid_argument', 'unsupported_media_type']),
      },
    },
    async ({ body, actor }) => {
      clockOf(body.time_zone); // refuses what is no time zone
      await setPlantSettings(history, body, { actor: actor.name });
      return plantSettings(history);
    },
  );
}
