import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { plantSettings } from '../../history/plant-settings.ts';
import {
  inspectionReport,
  inspectionReportPage,
  shiftReport,
  shiftReportPage,
} from '../../operations/service-reports.ts';
import { Inspection, InspectionFilter } from '../../schemas/inspection.ts';
import { Review } from '../../schemas/review.ts';
import { answers } from '../answers.ts';
import type { App } from '../app-type.ts';
import { InspectionId } from '../review-schemas.ts';
import { Yield } from '../statistics-schemas.ts';
import { toJson } from '../to-json.ts';

const tags = ['reports'];
const Format = Type.Optional(Type.Enum(['html', 'json'], { description: 'html unless told.' }));
const { category, line, station, lot, from, before } = InspectionFilter.properties;
const { decision, final_decision } = Inspection.properties;
const ShiftQuery = Type.Object({
  from: Type.String({ ...from, description: 'UTC.' }),
  before: Type.String({ ...before, description: 'UTC.' }),
  category,
  line,
  station,
  lot,
  time_zone: Type.Optional(
    Type.String({ maxLength: 50, description: 'Of the hours; that of the settings unless told.' }),
  ),
  format: Format,
});
const Html = Type.String({ contentMediaType: 'text/html', description: 'A page for screen and paper.' });
const OneReport = Type.Union([Type.Object({ inspection: Inspection, reviews: Type.Array(Review) }), Html]);
const Shift = Type.Union([
  Type.Object({
    title: Type.String(),
    from: Type.String(),
    before: Type.String(),
    total: Type.Object(Yield),
    hours: Type.Array(
      Type.Object({ label: Type.String(), from: Type.String(), before: Type.String(), ...Yield }),
    ),
    categories: Type.Array(Type.Object({ value: Type.Union([Type.String(), Type.Null()]), ...Yield })),
    reasons: Type.Array(
      Type.Object({ action: Type.String(), reason_code: Type.String(), inspections: Type.Integer() }),
    ),
    rejected: Type.Array(
      Type.Object({
        id: Type.String(),
        created_at: Type.String(),
        category: Type.String(),
        serial: Type.Union([Type.String(), Type.Null()]),
        anomaly_score: Type.Number(),
        threshold: Type.Number(),
        decision,
        final_decision,
      }),
      { description: 'The newest 40 that did not pass.' },
    ),
  }),
  Html,
]);

/** Reports to print: an inspection, and a shift; as a page without script, or as JSON. */
export function addReportRoutes(app: App, { history, blobs }: Context): void {
  app.get(
    '/api/v1/inspections/:id/report',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getInspectionReport',
        summary: 'An inspection as a page to print, with its pictures inside',
        params: InspectionId,
        querystring: Type.Object({ format: Format }),
        response: answers({ 200: OneReport }, ['data_not_found', 'invalid_argument']),
      },
    },
    async ({ params, query }, reply) => {
      const report = await inspectionReport(history, params.id);
      if (query.format === 'json') return reply.send(toJson(report));
      const { time_zone: timeZone } = await plantSettings(history);
      return sendPage(reply, await inspectionReportPage(report, { blobs, timeZone }));
    },
  );
  app.get(
    '/api/v1/reports/shift',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getShiftReport',
        summary: 'A shift, or any stretch of time up to a year, as a page to print',
        querystring: ShiftQuery,
        response: answers({ 200: Shift }, ['invalid_argument']),
      },
    },
    async ({ query: { format, time_zone, ...filter } }, reply) => {
      const timeZone = time_zone ?? (await plantSettings(history)).time_zone;
      const report = await shiftReport(history, { filter, timeZone });
      if (format === 'json') return reply.send(toJson(report));
      return sendPage(reply, shiftReportPage(report, timeZone));
    },
  );
}

/** A page may use its own style and the pictures inside it, and nothing else; the console may show it in a frame. */
export function sendPage(reply: FastifyReply, page: string) {
  const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  return reply
    .type('text/html; charset=utf-8')
    .header(
      'content-security-policy',
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
    )
    .serializer((text: unknown) => String(text))
    .send(page);
}
