import Type from '#bundled/typebox';
import { Verdict } from './inspection.ts';

/** What a webhook can be told of; `webhook.test` comes only when somebody asks for it. */
export const WebhookEvent = Type.Enum([
  'inspection.recorded',
  'inspection.reviewed',
  'model.activated',
  'job.finished',
]);
export type WebhookEvent = Type.Static<typeof WebhookEvent>;

const Category = Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()], {
  description: 'Only what concerns this category; null for all.',
});
const Decisions = Type.Union([Type.Array(Verdict, { minItems: 1, uniqueItems: true }), Type.Null()], {
  description: 'Only inspections with these verdicts; null for all.',
});
const Events = Type.Array(WebhookEvent, { minItems: 1, uniqueItems: true });
const Url = Type.String({
  minLength: 1,
  maxLength: 2000,
  description: 'Where events go: http or https, without user and password.',
});

/** A webhook as it is asked for. */
export const NewWebhook = Type.Object(
  {
    url: Url,
    events: Events,
    category: Type.Optional(Category),
    decisions: Type.Optional(Decisions),
  },
  { additionalProperties: false },
);
export type NewWebhook = Type.Static<typeof NewWebhook>;

/** What of a webhook is to be another. */
export const WebhookChange = Type.Object(
  {
    url: Type.Optional(Url),
    events: Type.Optional(Events),
    category: Type.Optional(Category),
    decisions: Type.Optional(Decisions),
    active: Type.Optional(
      Type.Boolean({
        description:
          'False: nothing is sent, and what happens meanwhile is not kept. True also ends the failing of a webhook.',
      }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type WebhookChange = Type.Static<typeof WebhookChange>;

const Nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** A webhook as it is shown: without its secret. */
export const Webhook = Type.Object({
  id: Type.String(),
  created_at: Type.String(),
  created_by: Type.String(),
  url: Type.String(),
  events: Type.Array(WebhookEvent),
  category: Category,
  decisions: Decisions,
  state: Type.Enum(['active', 'paused', 'failing'], {
    description:
      'failing: deliveries failed for days, so none is tried until somebody sets `active` or a test arrives.',
  }),
  failing_since: Nullable('When the oldest delivery that waits failed first, or null.'),
  last_error: Nullable('Why the last attempt failed; null after one that arrived.'),
  waiting: Type.Integer({ description: 'Deliveries that have not arrived yet.' }),
});
export type Webhook = Type.Static<typeof Webhook>;

/** An event on its way to a webhook. */
export const Delivery = Type.Object({
  id: Type.String(),
  event_id: Type.String({ description: 'The same for every webhook that is told of the event.' }),
  event: Type.String(),
  category: Nullable('What it concerns; deliveries of one category arrive in order.'),
  created_at: Type.String(),
  state: Type.Enum(['waiting', 'delivered']),
  attempts: Type.Integer(),
  next_attempt_at: Nullable('Of one that waits: not before this time.'),
  delivered_at: Nullable('When it was answered with a status from 200 to 299.'),
  last_status: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Of the last answer, if there was one.',
  }),
  last_error: Nullable('Why the last attempt failed.'),
});
export type Delivery = Type.Static<typeof Delivery>;
