import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  getWebhook,
  listDeliveries,
  listWebhooks,
} from '../../history/webhooks.ts';
import { Delivery, NewWebhook, Webhook, WebhookChange } from '../../schemas/webhook.ts';
import { answers } from '../answers.ts';
import type { App } from '../app-type.ts';
import { checkWebhookUrl, parseAllowed } from '../webhooks/allowed-address.ts';
import { type Dispatcher, startDispatcher } from '../webhooks/dispatcher.ts';
import { sendTestEvent } from '../webhooks/send-test-event.ts';

const tags = ['webhooks'];
const config = { permission: 'administer' } as const;
const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });
const Created = Type.Object({
  ...Webhook.properties,
  secret: Type.String({ description: 'Signs what is sent. Shown here and never again.' }),
});
const Tested = Type.Object({
  delivered: Type.Boolean(),
  status: Type.Union([Type.Integer(), Type.Null()]),
  error: Type.Union([Type.String(), Type.Null()]),
  ms: Type.Number({ description: 'Milliseconds until it was answered or given up.' }),
});
const Page = Type.Object({
  items: Type.Array(Delivery),
  next_cursor: Type.Union([Type.String(), Type.Null()], { description: 'Null at the end.' }),
});
/** Of a column of 32 bits. */
const LARGEST_SEQ = 2 ** 31 - 1;
const Query = Type.Object({
  state: Type.Optional(Type.Enum(['waiting', 'delivered'])),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: '50 unless told.' })),
  cursor: Type.Optional(
    Type.String({ pattern: '^\\d{1,15}$', description: '`next_cursor` of the page before.' }),
  ),
});

/**
 * `/api/v1/webhooks`: who is told of what happens, and whether it arrived. Events are sent for as long as the
 * application lives.
 *
 * @throws InspectError `invalid_argument` when `webhookAllow` holds what is no host, address or network.
 */
export function addWebhookRoutes(app: App, context: Context): void {
  const { history } = context;
  const allowed = parseAllowed(context.webhookAllow);
  let dispatcher: Dispatcher | undefined;
  app.addHook('onReady', async () => {
    dispatcher = startDispatcher(context, allowed);
  });
  app.addHook('onClose', () => dispatcher?.close());
  addReading(app, context);
  app.post(
    '/api/v1/webhooks',
    {
      config,
      schema: {
        tags,
        operationId: 'createWebhook',
        summary: 'Tell a program of what happens',
        description: 'Events are posted at least once, in order for each category, signed with the secret.',
        body: NewWebhook,
        response: answers({ 201: Created }, ['invalid_argument', 'unsupported_media_type']),
      },
    },
    async ({ body, actor }, reply) => {
      checkWebhookUrl(body.url, allowed);
      const webhook = await createWebhook(history, body, { actor: actor.name });
      return reply.code(201).header('location', `/api/v1/webhooks/${webhook.id}`).send(webhook);
    },
  );
  app.patch(
    '/api/v1/webhooks/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'changeWebhook',
        summary: 'Change, pause or resume a webhook',
        params: Id,
        body: WebhookChange,
        response: answers({ 200: Webhook }, ['data_not_found', 'invalid_argument', 'unsupported_media_type']),
      },
    },
    async ({ params, body, actor }) => {
      if (body.url !== undefined) checkWebhookUrl(body.url, allowed);
      return changeWebhook(history, params.id, body, { actor: actor.name });
    },
  );
  app.delete(
    '/api/v1/webhooks/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'deleteWebhook',
        summary: 'Remove a webhook with its deliveries',
        params: Id,
        response: answers({ 204: Type.Null() }, ['data_not_found']),
      },
    },
    async ({ params, actor }, reply) => {
      await deleteWebhook(history, params.id, { actor: actor.name });
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/v1/webhooks/:id/test',
    {
      config,
      schema: {
        tags,
        operationId: 'testWebhook',
        summary: 'Send a test event now, and say what came of it',
        description: 'One that arrives ends the failing of a webhook: what waits is sent.',
        params: Id,
        response: answers({ 200: Tested }, ['data_not_found']),
      },
    },
    async ({ params, actor }) => {
      const started = performance.now();
      const attempt = await sendTestEvent(history, params.id, { allowed, actor: actor.name });
      return { ...attempt, ms: Math.round(performance.now() - started) };
    },
  );
}

function addReading(app: App, { history }: Context): void {
  app.get(
    '/api/v1/webhooks',
    {
      config,
      schema: {
        tags,
        operationId: 'listWebhooks',
        summary: 'All webhooks',
        response: answers({ 200: Type.Object({ items: Type.Array(Webhook) }) }),
      },
    },
    async () => ({ items: [...(await listWebhooks(history))] }),
  );
  app.get(
    '/api/v1/webhooks/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'getWebhook',
        summary: 'A webhook, whether it works, and how much waits for it',
        params: Id,
        response: answers({ 200: Webhook }, ['data_not_found']),
      },
    },
    ({ params }) => getWebhook(history, params.id),
  );
  app.get(
    '/api/v1/webhooks/:id/deliveries',
    {
      config,
      schema: {
        tags,
        operationId: 'listWebhookDeliveries',
        summary: 'What was sent and what waits, the newest first',
        params: Id,
        querystring: Query,
        response: answers({ 200: Page }, ['data_not_found', 'invalid_argument']),
      },
    },
    async ({ params, query: { cursor, state, limit } }) => {
      const paging = { ...(state && { state }), ...(limit && { limit }) };
      const page = await listDeliveries(history, params.id, {
        ...paging,
        ...(cursor && { before: Math.min(Number(cursor), LARGEST_SEQ) }),
      });
      return { items: [...page.items], next_cursor: page.next === null ? null : String(page.next) };
    },
  );
}
