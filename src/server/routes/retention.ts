import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { InspectError } from '../../errors.ts';
import { retentionSettings, setRetention } from '../../history/retention-settings.ts';
import { previewRetention, runRetention } from '../../operations/run-retention.ts';
import { RetentionSettings } from '../../schemas/retention.ts';
import { answers } from '../answers.ts';
import type { App } from '../app-type.ts';

const tags = ['operations'];
const config = { permission: 'administer' } as const;
/** How often the settings are applied. */
const INTERVAL_MS = 3_600_000;

const Order = Type.Object(
  {
    ...RetentionSettings.properties,
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, description: 'For the audit log.' })),
  },
  { additionalProperties: false },
);
const Count = Type.Integer();
const Preview = Type.Object({
  settings: RetentionSettings,
  inspections: Type.Object({ PASS: Count, REVIEW: Count, FAIL: Count }),
  bytes: Count,
  jobs: Type.Integer({ description: 'Ended jobs, with their events and results.' }),
  over_budget_bytes: Type.Integer({ description: 'By how much what is left would still exceed the budget.' }),
});
const Removed = Type.Object({ inspections: Count, blobs: Count, bytes: Count, jobs: Count });

/** `/api/v1/retention`: how long pictures and jobs are kept. Applied every hour for as long as the application lives. */
export function addRetentionRoutes(app: App, context: Context): void {
  applyEveryHour(app, context);
  const { history } = context;
  app.get(
    '/api/v1/retention',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getRetention',
        summary: 'How long pictures, maps and ended jobs are kept',
        response: answers({ 200: RetentionSettings }),
      },
    },
    () => retentionSettings(history),
  );
  app.put(
    '/api/v1/retention',
    {
      config,
      schema: {
        tags,
        operationId: 'setRetention',
        summary: 'Set how long pictures, maps and ended jobs are kept',
        description: 'Applied within the hour. Look at the preview first.',
        body: Order,
        response: answers({ 200: RetentionSettings }, ['invalid_argument', 'unsupported_media_type']),
      },
    },
    async ({ body: { reason, ...settings }, actor }) => {
      await setRetention(history, settings, { actor: actor.name, ...(reason !== undefined && { reason }) });
      return retentionSettings(history);
    },
  );
  app.post(
    '/api/v1/retention/preview',
    {
      config,
      schema: {
        tags,
        operationId: 'previewRetention',
        summary: 'What these settings would remove now',
        body: RetentionSettings,
        response: answers({ 200: Preview }, ['invalid_argument', 'unsupported_media_type']),
      },
    },
    ({ body }) => previewRetention(history, body),
  );
  app.post(
    '/api/v1/retention/run',
    {
      config,
      schema: {
        tags,
        operationId: 'runRetention',
        summary: 'Apply the settings now',
        response: answers({ 200: Removed }, ['locked']),
      },
    },
    ({ actor }) => runRetention(context, { actor: actor.name }),
  );
}

function applyEveryHour(app: App, context: Context): void {
  const stop = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  const apply = async () => {
    try {
      const removed = await runRetention(context, { actor: 'retention', signal: stop.signal });
      if (removed.blobs + removed.jobs > 0) context.log.info(removed, 'retention removed pictures or jobs');
    } catch (cause) {
      if (stop.signal.aborted) return;
      const busy = cause instanceof InspectError && cause.code === 'locked';
      context.log[busy ? 'info' : 'error']({ err: cause }, 'retention did not finish; the next one goes on');
    }
  };
  const timer = setInterval(() => {
    running = running.then(apply);
  }, INTERVAL_MS);
  timer.unref();
  app.addHook('onClose', async () => {
    clearInterval(timer);
    stop.abort();
    await running;
  });
}
