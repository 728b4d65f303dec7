import type { History } from '../../history/database.ts';
import { newId } from '../../history/id.ts';
import type { Attempt } from '../../history/webhook-outbox.ts';
import { changeWebhook, getWebhook, webhookTarget } from '../../history/webhooks.ts';
import type { AllowedTargets } from './allowed-address.ts';
import { sendEvent } from './send-event.ts';

/**
 * Sends `webhook.test` past the outbox. One that arrives ends the failing of a webhook.
 *
 * @throws InspectError `data_not_found` when there is no such webhook.
 */
export async function sendTestEvent(
  history: History,
  id: string,
  { allowed, actor }: { readonly allowed: AllowedTargets; readonly actor: string },
): Promise<Attempt> {
  const { url, secret } = await webhookTarget(history, id);
  const event = 'webhook.test';
  const eventId = newId();
  const content = {
    id: eventId,
    type: event,
    created_at: new Date().toISOString(),
    category: null,
    data: { webhook_id: id, asked_by: actor },
  };
  const attempt = await sendEvent(
    { url, secret, deliveryId: newId(), eventId, event, attempt: 1, body: JSON.stringify(content) },
    { allowed },
  );
  const { state } = await getWebhook(history, id);
  if (attempt.delivered && state === 'failing') await changeWebhook(history, id, { active: true }, { actor });
  return attempt;
}
