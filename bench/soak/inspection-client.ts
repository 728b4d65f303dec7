import { setTimeout as delay } from 'node:timers/promises';
import { sha256 } from '../../src/files.ts';
import { encodeForm, type HttpAnswer, openHttpClient } from './http-client.ts';
import type { Plant } from './plant.ts';

/** One inspection that a client wants, and what it knows of it. */
export interface Order {
  /** Sent as `Idempotency-Key` and as the serial number. */
  readonly key: string;
  readonly pictureSha256: string;
  /** Of the record, once it has been answered. */
  id: string | null;
}

/** A client that sends one inspection after the other, each again until it is answered. */
export interface InspectionClient {
  /** In the order they were sent; the last one may not be answered yet. */
  readonly orders: readonly Order[];
  /** How often the connection broke before the answer. */
  readonly broken: number;
  /** Sends until the connection breaks. */
  work(address: string): Promise<void>;
  /** Sends what has not been answered. */
  finish(address: string): Promise<void>;
}

/** What a client of a busy or damaged server tries again after. */
const TRY_AGAIN: ReadonlySet<number> = new Set([503, 504]);
const PAUSE_MS = 20;

/** @throws Error for any answer but an inspection, 503 or 504. */
export function openInspectionClient(
  number: number,
  { plant, pictures }: { readonly plant: Plant; readonly pictures: readonly Uint8Array[] },
): InspectionClient {
  const orders: Order[] = [];
  let broken = 0;
  const send = async (client: ReturnType<typeof openHttpClient>, order: Order, picture: Uint8Array) => {
    const { body, headers } = encodeForm({ category: plant.category, serial: order.key }, picture);
    for (;;) {
      const path = '/api/v1/inspections';
      const answer = await client.send({
        method: 'POST',
        path,
        body,
        headers: { ...headers, 'idempotency-key': order.key },
      });
      if (!TRY_AGAIN.has(answer.status)) {
        order.id = idOf(answer);
        return;
      }
      await delay(PAUSE_MS);
    }
  };
  /** The order that waits for an answer, or a new one. */
  const next = () => {
    const index = orders.at(-1)?.id === null ? orders.length - 1 : orders.length;
    const picture = pictures[(number * 7 + index) % pictures.length]!;
    orders[index] ??= { key: `client-${number}-${index}`, pictureSha256: sha256(picture), id: null };
    return { order: orders[index], picture };
  };
  return {
    orders,
    get broken() {
      return broken;
    },
    async work(address) {
      const client = openHttpClient(address);
      for (let isOpen = true; isOpen; ) {
        const { order, picture } = next();
        await send(client, order, picture).catch(cause => {
          if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
          broken++;
          isOpen = false;
        });
      }
      client.close();
    },
    async finish(address) {
      if (orders.at(-1)?.id !== null) return;
      const client = openHttpClient(address);
      const { order, picture } = next();
      await send(client, order, picture);
      client.close();
    },
  };
}

function idOf({ status, body }: HttpAnswer): string {
  if (status === 200 || status === 201) return (JSON.parse(body.toString()) as { id: string }).id;
  throw new Error(`An inspection was answered with ${status}: ${body.toString().slice(0, 500)}`);
}
