import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { readBlob } from '../../history/blobs.ts';
import { findRecorded } from '../../history/inspections.ts';
import { categorySummaries, categorySummary } from '../../operations/category-summary.ts';
import type { Inspection } from '../../schemas/inspection.ts';
import { answers, COMPUTE_PROBLEMS, UPLOAD_PROBLEMS } from '../answers.ts';
import type { App } from '../app-type.ts';
import { idempotencyOf } from '../idempotency.ts';
import { inspectPicture } from '../inspect-picture.ts';
import {
  base64,
  DrawnMembers,
  drawnOf,
  ResultMembers,
  resultOf,
  resultOfRecord,
} from '../inspection-result.ts';
import { keptFile } from '../kept-file.ts';
import type { Metrics } from '../metrics.ts';
import { withUpload } from '../upload.ts';
import { checkerOf } from '../validation.ts';

const tags = ['first product'];
const Name = Type.Object({ category: Type.String() });
const Fields = Type.Object({
  category: Type.String(),
  return_visualizations: Type.Boolean({ default: true }),
});
const Form = Type.Object({
  ...Fields.properties,
  image: Type.String({ contentMediaType: 'application/octet-stream', description: 'A picture file.' }),
});
const Inspected = Type.Object({
  category: Type.String(),
  ...ResultMembers,
  ...DrawnMembers,
  timestamp: Type.String({ description: 'ISO 8601, UTC.' }),
  inspection_id: Type.String({ description: 'Of its record, at /api/v1/inspections.' }),
});
const About = Type.Object({
  service: Type.String(),
  version: Type.String(),
  description: Type.String(),
  status: Type.String(),
});
const Listed = Type.Array(
  Type.Object({
    name: Type.String(),
    model_loaded: Type.Boolean({
      description: 'A process has it open, so that an inspection need not load it.',
    }),
    threshold: Type.Union([Type.Number(), Type.Null()], {
      description: 'Null when the model cannot be read.',
    }),
  }),
);
const Info = Type.Object({
  category: Type.String(),
  threshold: Type.Number(),
  backbone: Type.String(),
  device: Type.String(),
  loaded: Type.Boolean(),
  review_threshold: Type.Number(),
  model_version: Type.String(),
});
const Reloaded = Type.Object({
  status: Type.String(),
  message: Type.String(),
  threshold: Type.Number(),
  model_version: Type.String(),
});

/** The first product asked for none. */
const NO_LABELS = { serial: null, lot: null, line: null, station: null, operator: null };

/** The paths that clients of the first product use, with more members. */
export function addFirstProductRoutes(app: App, context: Context, metrics: Metrics): void {
  const { config, inspections, software } = context;
  const isWarm = (category: string) => inspections.state().warm.has(category);
  app.get(
    '/api',
    {
      config: { permission: 'public' },
      schema: { tags, summary: 'What this is', response: answers({ 200: About }) },
    },
    async () => ({
      service: 'InspectAI',
      version: software.inspectai,
      description: 'Visual inspection that learns from photos of good parts only',
      status: 'running',
    }),
  );
  app.get(
    '/categories',
    {
      config: { permission: 'read' },
      schema: { tags, summary: 'Categories that have a model', response: answers({ 200: Listed }) },
    },
    async () =>
      (await categorySummaries(config)).map(category => ({
        name: category.name,
        model_loaded: isWarm(category.name),
        threshold: 'threshold' in category ? category.threshold : null,
      })),
  );
  app.get(
    '/model/info/:category',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: "A category's model",
        params: Name,
        response: answers({ 200: Info }, COMPUTE_PROBLEMS),
      },
    },
    async ({ params }) => {
      const { name, threshold, review_threshold, backbone, model_version } = await categorySummary(
        config,
        params.category,
      );
      const { device } = software;
      const loaded = isWarm(name);
      return { category: name, threshold, review_threshold, backbone, device, loaded, model_version };
    },
  );
  app.post(
    '/model/reload/:category',
    {
      config: { permission: 'model' },
      schema: {
        tags,
        summary: "Load a category's model anew from its files",
        description:
          'Inspections go on meanwhile. A new version is used without this as soon as it is active.',
        params: Name,
        response: answers({ 200: Reloaded }, COMPUTE_PROBLEMS),
      },
    },
    async ({ params }) => {
      await categorySummary(config, params.category);
      const { version, threshold } = await inspections.reload(config, params.category);
      const message = `Model of "${params.category}" loaded: ${version}`;
      return { status: 'success', message, threshold, model_version: version };
    },
  );
  addInspect(app, context, metrics);
}

function addInspect(app: App, context: Context, metrics: Metrics): void {
  const form = { folder: context.uploads, schema: Fields, check: checkerOf(Fields, 'form') };
  app.post(
    '/inspect',
    {
      config: { permission: 'inspect' },
      schema: {
        tags,
        summary: 'Inspect a picture',
        description:
          'With the header `Idempotency-Key`, a repeated request is answered from the first record, with the drawings that are kept of it, and nothing is inspected again.',
        consumes: ['multipart/form-data'],
        headers: Type.Object({ 'idempotency-key': Type.Optional(Type.String({ maxLength: 200 })) }),
        body: Form,
        response: answers({ 200: Inspected }, [...COMPUTE_PROBLEMS, ...UPLOAD_PROBLEMS]),
      },
      validatorCompiler: () => () => true, // the form is checked as it comes
    },
    (request, reply) =>
      withUpload(request, form, async ({ fields, picture }) => {
        const { category, return_visualizations: isDrawn } = fields;
        const same = { path: '/inspect', category, drawn: isDrawn, picture: picture.sha256 };
        const idempotency = idempotencyOf(request, same);
        const first = idempotency && (await findRecorded(context.history, idempotency));
        if (first) return recordedAnswer(context, first);
        const draw = isDrawn ? (['heatmap', 'overlay'] as const) : [];
        const asked = { category, picture, draw, labels: NO_LABELS, idempotency };
        const { output, inspection } = await inspectPicture(context, metrics, asked, reply);
        const { id: inspection_id, created_at: timestamp } = inspection;
        return { category, ...resultOf(output), ...drawnOf(output), timestamp, inspection_id };
      }),
  );
}

/** What the first of two equal requests was answered; drawings that are not kept any more are left out. */
async function recordedAnswer({ blobs }: Context, inspection: Inspection) {
  const {
    category,
    id,
    created_at: timestamp,
    heatmap_sha256,
    overlay_sha256,
    pictures_removed_at,
  } = inspection;
  const read = async (sha256: string | null) =>
    sha256 !== null && pictures_removed_at === null ? base64(await keptFile(readBlob(blobs, sha256))) : null;
  const drawn = { heatmap_base64: await read(heatmap_sha256), overlay_base64: await read(overlay_sha256) };
  return { category, ...resultOfRecord(inspection), ...drawn, timestamp, inspection_id: id };
}
