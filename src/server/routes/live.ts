import { Readable } from 'node:stream';
import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { getInspection } from '../../history/inspections.ts';
import { followInspections } from '../../operations/follow-inspections.ts';
import { InspectionFilter, InspectionSummary } from '../../schemas/inspection.ts';
import { answers, fileOf } from '../answers.ts';
import type { App } from '../app-type.ts';
import type { EventStreams } from '../event-streams.ts';

const { category, line, station } = InspectionFilter.properties;
const Id = Type.String({ pattern: '^[0-9a-f-]{36}$' });
const Query = Type.Object({
  category,
  line,
  station,
  after: Type.Optional({ ...Id, description: 'As the header Last-Event-ID, for the first connection.' }),
});
const Headers = Type.Object({ 'last-event-id': Type.Optional(Id) });

const MEMBERS = Object.keys(InspectionSummary.properties) as readonly (keyof InspectionSummary)[];

const HEARTBEAT_MS = 15_000;
/** How long a client waits before it connects again. */
const RETRY_MS = 2_000;

/** `/api/v1/live`: inspections as they are recorded, as server-sent events. */
export function addLiveRoutes(
  app: App,
  context: Pick<Context, 'history' | 'live'>,
  streams: EventStreams,
): void {
  app.get(
    '/api/v1/live',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['inspections'],
        operationId: 'followInspections',
        summary: 'Inspections as they are recorded, as server-sent events',
        description:
          'Events `inspection` with a summary as data and the id of the inspection as id. A client that connects again with Last-Event-ID gets what it has missed, each once. Ends when the server is stopped, the client is too slow, or the login has ended or changed.',
        querystring: Query,
        headers: Headers,
        response: answers({ 200: fileOf('text/event-stream') }, [
          'invalid_argument',
          'data_not_found',
          'overloaded',
        ]),
      },
    },
    async (request, reply) => {
      const {
        query: { after, ...filter },
        headers,
      } = request;
      const signal = streams.open(request, reply);
      const last = headers['last-event-id'] ?? after;
      if (last !== undefined) await getInspection(context.history, last); // else the stream would break off
      const inspections = followInspections(context, {
        filter,
        after: last,
        signal,
        heartbeatMs: HEARTBEAT_MS,
      });
      return reply
        .type('text/event-stream; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(Readable.from(events(inspections), { highWaterMark: 1 }));
    },
  );
}

async function* events(inspections: AsyncIterable<InspectionSummary | null>): AsyncGenerator<string> {
  yield `retry: ${RETRY_MS}\n\n`;
  for await (const inspection of inspections)
    yield inspection === null
      ? ': alive\n\n'
      : `id: ${inspection.id}\nevent: inspection\ndata: ${JSON.stringify(summaryOf(inspection))}\n\n`;
}

/** What is recorded carries more than a summary. */
function summaryOf(inspection: InspectionSummary) {
  return Object.fromEntries(MEMBERS.map(member => [member, inspection[member]]));
}
