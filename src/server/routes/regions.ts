import { createHash } from 'node:crypto';
import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { InspectError } from '../../errors.ts';
import { appendAudit } from '../../history/audit.ts';
import { listJobs } from '../../history/list-jobs.ts';
import { type CategoryRegion as Region, regionOfCategory } from '../../operations/category-region.ts';
import { datasetFolder } from '../../operations/job-folders.ts';
import { clearRoi } from '../../operations/manage-roi.ts';
import { mediaTypeOf } from '../../operations/media-type.ts';
import { referencePicture } from '../../operations/reference-picture.ts';
import { answers, fileOf } from '../answers.ts';
import type { App } from '../app-type.ts';
import type { ProblemCode } from '../problems.ts';
import { CategoryRegion, RegionOrder } from '../region-schemas.ts';
import { toJson } from '../to-json.ts';
import { MOST_PIXELS } from '../upload.ts';

const tags = ['models'];
const Name = Type.Object({ category: Type.String() });
const url = '/api/v1/categories/:category/region-of-interest';
/** Masks come inside. */
const BODY_LIMIT = 10_000_000;
const PROBLEMS: readonly ProblemCode[] = [
  'invalid_argument',
  'data_invalid',
  'model_damaged',
  'model_version',
];
const CHANGING: readonly ProblemCode[] = [
  ...PROBLEMS,
  ...(['locked', 'storage_full', 'storage_denied'] as const),
];

/** Which part of a category's pictures is learned and inspected. */
export function addRegionRoutes(app: App, context: Context): void {
  const { config } = context;
  app.get(
    url,
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getRegionOfInterest',
        summary: 'The region of interest of a category',
        params: Name,
        response: answers({ 200: CategoryRegion }, PROBLEMS),
      },
    },
    async ({ params }) => toJson(await regionOfCategory(config, params.category)),
  );
  addChanges(app, context);
  app.get(
    '/api/v1/categories/:category/reference-picture',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getReferencePicture',
        summary: 'A good picture of a category, made small, to draw the region on',
        params: Name,
        response: answers({ 200: fileOf('image/jpeg', 'image/webp') }, [
          ...(['data_not_found', 'data_invalid', 'image_unreadable', 'invalid_argument'] as const),
          ...(['model_damaged', 'model_version', 'storage_denied'] as const),
        ]),
      },
    },
    async ({ params: { category } }, reply) => {
      const bytes = await referencePicture(config, category, await lastUpload(context, category));
      return reply.type(mediaTypeOf(bytes)).send(Buffer.from(bytes));
    },
  );
}

function addChanges(app: App, { config, history, models }: Context): void {
  app.put(
    url,
    {
      config: { permission: 'model' },
      bodyLimit: BODY_LIMIT,
      schema: {
        tags,
        operationId: 'setRegionOfInterest',
        summary: 'Set the region of interest of a category; the next training uses it',
        description:
          'As `inspectai roi set`: polygons in pixels or shares of the picture, or masks. What lies outside is neither learned nor judged.',
        params: Name,
        body: RegionOrder,
        response: answers({ 200: CategoryRegion }, [
          ...CHANGING,
          ...(['image_unreadable', 'unsupported_media_type', 'too_large'] as const),
          ...(['overloaded', 'compute_failed', 'timed_out'] as const),
        ]),
      },
    },
    async ({ params: { category }, body, actor }) => {
      const { picture, include = [], ignore = [], reason } = body;
      checkSize(picture);
      const before = await regionOfCategory(config, category).catch(() => null); // a damaged one is replaced
      const request = { category, picture, include, ignore };
      const set = await models.run('setRegion', { config, request });
      await appendAudit(history, {
        actor: actor.name,
        action: 'region.set',
        subject: `category/${category}`,
        before: before && summaryOf(before),
        after: summaryOf(set),
        ...(reason !== undefined && { reason }),
      });
      return toJson(set);
    },
  );
  app.delete(
    url,
    {
      config: { permission: 'model' },
      schema: {
        tags,
        operationId: 'clearRegionOfInterest',
        summary: 'Remove the region of interest: the next training learns whole pictures',
        params: Name,
        response: answers({ 200: CategoryRegion }, CHANGING),
      },
    },
    async ({ params: { category }, actor }) => {
      const before = await regionOfCategory(config, category).catch(() => null);
      const removed = await clearRoi(config, category);
      const action = { actor: actor.name, action: 'region.clear', subject: `category/${category}` };
      if (removed)
        await appendAudit(history, { ...action, before: before && summaryOf(before), after: null });
      return toJson(await regionOfCategory(config, category));
    },
  );
}

function checkSize({ width, height }: { readonly width: number; readonly height: number }): void {
  if (width * height <= MOST_PIXELS) return;
  throw new InspectError(
    'invalid_argument',
    `A picture of ${width} x ${height} pixels is larger than the ${MOST_PIXELS / 1e6} megapixels that are taken. Draw on a smaller copy; only its proportions matter.`,
  );
}

/** What the audit log says of a region: enough to tell two apart. */
function summaryOf({ region }: Region) {
  if (region === null) return null;
  const sha256 = createHash('sha256').update(JSON.stringify(region)).digest('hex');
  return {
    picture: region.picture,
    include: region.include.length,
    ignore: region.ignore.length,
    sha256,
  };
}

/** The pictures that were uploaded for the last training. */
async function lastUpload({ history, dataDir }: Context, category: string): Promise<string | null> {
  const { items } = await listJobs(history, { kind: 'train', state: 'succeeded', category }, { limit: 50 });
  const job = items.find(({ input }) => input?.kind === 'upload');
  return job ? datasetFolder(dataDir, category, job.id) : null;
}
