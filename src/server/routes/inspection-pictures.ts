import type { FastifyReply } from 'fastify';
import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { readBlob } from '../../history/blobs.ts';
import { getInspection } from '../../history/inspections.ts';
import { type OpenBlob, openBlob } from '../../history/open-blob.ts';
import type { KeptDrawing } from '../../operations/draw-kept-map.ts';
import { mediaTypeOf } from '../../operations/media-type.ts';
import { openThumbnails } from '../../operations/thumbnails.ts';
import { openTurns } from '../../operations/turns.ts';
import type { Inspection } from '../../schemas/inspection.ts';
import { answers, fileOf } from '../answers.ts';
import type { App } from '../app-type.ts';
import { checkKept, keptFile, UNCHANGING } from '../kept-file.ts';
import { type ProblemCode, RequestError } from '../problems.ts';
import { InspectionId } from '../review-schemas.ts';

const tags = ['inspections'];
const KEPT: readonly ProblemCode[] = ['data_not_found', 'not_found', 'storage_damaged', 'invalid_argument'];
const DRAWN: readonly ProblemCode[] = [
  ...KEPT,
  'model_damaged',
  'model_version',
  'overloaded',
  'timed_out',
  'compute_failed',
];
const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/bmp', 'image/tiff', 'image/webp'] as const;
/** Longest side of what is drawn, in pixels: what a screen shows. */
const LONGEST_SIDE_PX = 1024;

/** Files that are looked through at once: each keeps the disk and a part of this thread busy. */
const FILES = { atOnce: 4, waiting: 200, of: 'kept pictures and maps' };

/** What is kept of an inspection or drawn from that, under its own path each. */
export function addInspectionPictureRoutes(app: App, context: Context): void {
  const { history, blobs } = context;
  const inTurn = openTurns(FILES);
  const opened = (hash: string) => keptFile(inTurn(() => openBlob(blobs, hash)));
  app.get(
    '/api/v1/inspections/:id/picture',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getPicture',
        summary: 'The picture as it was sent',
        params: InspectionId,
        response: answers({ 200: fileOf(...PICTURE_TYPES) }, [...KEPT, 'overloaded']),
      },
    },
    async ({ params }, reply) => {
      const inspection = await getInspection(history, params.id);
      checkKept(inspection);
      const blob = await opened(inspection.picture.sha256);
      return sendBlob(reply, mediaTypeOf(blob.head), blob);
    },
  );
  app.get(
    '/api/v1/inspections/:id/map',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getMap',
        summary: 'The anomaly map as a NumPy file',
        params: InspectionId,
        response: answers({ 200: fileOf('application/octet-stream') }, [...KEPT, 'overloaded']),
      },
    },
    async ({ params }, reply) => {
      const map = mapOf(await getInspection(history, params.id));
      return sendBlob(reply, 'application/octet-stream', await opened(map));
    },
  );
  addThumbnail(app, context);
  addDrawings(app, context);
}

function addThumbnail(app: App, { history, blobs }: Context): void {
  const thumbnails = openThumbnails(blobs);
  app.get(
    '/api/v1/inspections/:id/thumbnail',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getThumbnail',
        summary: 'The picture made small, in a format that every browser shows',
        params: InspectionId,
        querystring: Type.Object({
          size: Type.Optional(
            Type.Enum([96, 192, 384, 1024, 2048], {
              description: 'Longest side in pixels, 192 unless told; pictures are never enlarged.',
            }),
          ),
        }),
        response: answers({ 200: fileOf('image/webp') }, [...KEPT, 'image_unreadable', 'overloaded']),
      },
    },
    async ({ params, query }, reply) => {
      const inspection = await getInspection(history, params.id);
      checkKept(inspection);
      const small = await keptFile(thumbnails.of(inspection.picture, query.size ?? 192));
      return sendFile(reply, 'image/webp', small);
    },
  );
}

function addDrawings(app: App, context: Context): void {
  const { history, blobs } = context;
  app.get(
    '/api/v1/inspections/:id/heatmap',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getHeatmap',
        summary: 'The anomaly map in colours',
        description:
          'Drawn when it is asked for, where the map is kept: of REVIEW and FAIL, and of a part that passed where `drawings` or `keep_map` was sent.',
        params: InspectionId,
        querystring: Type.Object({
          transparent: Type.Optional(
            Type.Boolean({
              description:
                'To be laid over the picture: clear where the map is low, solid from the pixel threshold on.',
            }),
          ),
        }),
        response: answers({ 200: fileOf('image/png') }, DRAWN),
      },
    },
    async ({ params, query: { transparent = false } }, reply) => {
      const inspection = await getInspection(history, params.id);
      const kept = transparent ? null : inspection.heatmap_sha256;
      if (kept !== null) return sendFile(reply, 'image/png', await keptFile(readBlob(blobs, kept)));
      return drawn(context, inspection, transparent ? 'layer' : 'heatmap', reply);
    },
  );
  app.get(
    '/api/v1/inspections/:id/overlay',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getOverlay',
        summary: 'The picture with colour where the map is above the pixel threshold',
        description: 'Drawn when it is asked for, as the heatmap.',
        params: InspectionId,
        response: answers({ 200: fileOf('image/png') }, DRAWN),
      },
    },
    async ({ params }, reply) => {
      const inspection = await getInspection(history, params.id);
      const { overlay_sha256: kept } = inspection;
      if (kept !== null) return sendFile(reply, 'image/png', await keptFile(readBlob(blobs, kept)));
      return drawn(context, inspection, 'overlay', reply);
    },
  );
}

async function drawn(
  { config, blobs, inspections }: Context,
  inspection: Inspection,
  draw: KeptDrawing,
  reply: FastifyReply,
) {
  const map = mapOf(inspection);
  const left = new AbortController();
  const leave = () => left.abort();
  reply.raw.once('close', leave);
  try {
    const request = { config, blobs, inspection, map, draw, longestSidePx: LONGEST_SIDE_PX };
    const bytes = await keptFile(inspections.drawMap(request, { signal: left.signal, letFinish: true }));
    return sendFile(reply, 'image/png', bytes);
  } finally {
    reply.raw.off('close', leave);
  }
}

/** A picture has up to 200 MB, so it goes from the disk to the client piece by piece. */
function sendBlob(reply: FastifyReply, type: string, { bytes, stream }: OpenBlob) {
  return reply
    .type(type)
    .header('cache-control', UNCHANGING)
    .header('content-disposition', 'attachment')
    .header('content-length', bytes)
    .send(stream());
}

function sendFile(reply: FastifyReply, type: string, { buffer, byteOffset, byteLength }: Uint8Array) {
  return reply
    .type(type)
    .header('cache-control', UNCHANGING)
    .send(Buffer.from(buffer, byteOffset, byteLength));
}

/** @throws RequestError `not_found` without a map, and why. */
function mapOf(inspection: Inspection): string {
  checkKept(inspection);
  const { id, decision, map_sha256: map } = inspection;
  if (map !== null) return map;
  const why =
    decision === 'PASS'
      ? 'of parts that pass it is kept only where the picture was sent with "keep_map" or "drawings"'
      : 'it was not recorded';
  throw new RequestError('not_found', `The anomaly map of the inspection ${id} is not kept: ${why}.`);
}
