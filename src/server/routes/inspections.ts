import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { findRecorded, getInspection } from '../../history/inspections.ts';
import { listInspections } from '../../history/list-inspections.ts';
import { Inspection, InspectionFilter, InspectionSummary, Line, Verdict } from '../../schemas/inspection.ts';
import { answers, COMPUTE_PROBLEMS, UPLOAD_PROBLEMS } from '../answers.ts';
import type { App } from '../app-type.ts';
import { idempotencyOf } from '../idempotency.ts';
import { inspectPicture } from '../inspect-picture.ts';
import { DrawnMembers, drawnOf } from '../inspection-result.ts';
import type { Metrics } from '../metrics.ts';
import { withUpload } from '../upload.ts';
import { checkerOf } from '../validation.ts';

const tags = ['inspections'];
const Label = (description: string) => Type.Union([Line, Type.Null()], { default: null, description });
const Fields = Type.Object(
  {
    category: Type.String(),
    serial: Label('Serial number of the part.'),
    lot: Label('Lot that the part belongs to.'),
    line: Label('Production line.'),
    station: Label('Where on the line.'),
    operator: Label('Who is at the station.'),
    drawings: Type.Boolean({ default: false, description: 'Also draw and keep heatmap and overlay.' }),
    keep_map: Type.Boolean({
      default: false,
      description:
        'Keep the anomaly map of a part that passes, too, so that it can be drawn when it is asked for.',
    }),
  },
  { additionalProperties: false },
);
const Form = Type.Object({
  ...Fields.properties,
  image: Type.String({ contentMediaType: 'application/octet-stream', description: 'A picture file.' }),
});
const Inspected = Type.Object({ ...Inspection.properties, ...DrawnMembers });
const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });
const Page = Type.Object({
  items: Type.Array(InspectionSummary),
  next_cursor: Type.Union([Type.String(), Type.Null()], { description: 'Null at the end.' }),
});
const { decisions: _, ...filters } = InspectionFilter.properties;
const Query = Type.Object({
  ...filters,
  decision: Type.Optional(Verdict),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: '50 unless told.' })),
  cursor: Type.Optional(Type.String({ maxLength: 300, description: '`next_cursor` of the page before.' })),
  order: Type.Optional(Type.Enum(['newest', 'oldest'])),
});

/** `/api/v1/inspections`: to inspect, and what was inspected. */
export function addInspectionRoutes(app: App, context: Context, metrics: Metrics): void {
  addInspect(app, context, metrics);
  const { history } = context;
  app.get(
    '/api/v1/inspections',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'listInspections',
        summary: 'Inspections, the newest first',
        querystring: Query,
        response: answers({ 200: Page }, ['invalid_argument']),
      },
    },
    async ({ query: { decision, limit, cursor, order, ...filter } }) => {
      const paging = { ...(limit && { limit }), ...(cursor && { cursor }), ...(order && { order }) };
      const page = await listInspections(
        history,
        { ...filter, ...(decision && { decisions: [decision] }) },
        paging,
      );
      return { ...page, items: [...page.items] };
    },
  );
  app.get(
    '/api/v1/inspections/:id',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getInspection',
        summary: 'An inspection with all that is known of it',
        params: Id,
        response: answers({ 200: Inspection }, ['data_not_found']),
      },
    },
    ({ params }) => getInspection(history, params.id),
  );
}

function addInspect(app: App, context: Context, metrics: Metrics): void {
  const form = { folder: context.uploads, schema: Fields, check: checkerOf(Fields, 'form') };
  app.post(
    '/api/v1/inspections',
    {
      config: { permission: 'inspect' },
      schema: {
        tags,
        operationId: 'inspect',
        summary: 'Inspect a picture and record it',
        description:
          'With the header `Idempotency-Key`, a repeated request is answered with the first record and status 200, and nothing is inspected again.',
        consumes: ['multipart/form-data'],
        headers: Type.Object({ 'idempotency-key': Type.Optional(Type.String({ maxLength: 200 })) }),
        body: Form,
        response: answers({ 200: Inspected, 201: Inspected }, [...COMPUTE_PROBLEMS, ...UPLOAD_PROBLEMS]),
      },
      validatorCompiler: () => () => true, // the form is checked as it comes
    },
    (request, reply) =>
      withUpload(request, form, async ({ fields, picture }) => {
        const { category, drawings, keep_map: keepMap, ...labels } = fields;
        const idempotency = idempotencyOf(request, { ...fields, picture: picture.sha256 });
        const first = idempotency && (await findRecorded(context.history, idempotency));
        if (first) return reply.code(200).send({ ...first, heatmap_base64: null, overlay_base64: null });
        const draw = drawings ? (['heatmap', 'overlay'] as const) : [];
        const asked = { category, picture, draw, keepMap: keepMap || drawings, labels, idempotency };
        const { output, inspection, repeated } = await inspectPicture(context, metrics, asked, reply);
        return reply
          .code(repeated ? 200 : 201)
          .header('location', `/api/v1/inspections/${inspection.id}`)
          .send({ ...inspection, ...drawnOf(output) });
      }),
  );
}
