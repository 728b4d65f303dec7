import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { InspectError } from '../../errors.ts';
import { appendAudit } from '../../history/audit.ts';
import { getInspection } from '../../history/inspections.ts';
import { requireModel } from '../../operations/category-summary.ts';
import { listRegressionSet, removeFromRegressionSet } from '../../operations/manage-regression.ts';
import type { RegressionPicture } from '../../schemas/regression.ts';
import { answers, COMPUTE_PROBLEMS } from '../answers.ts';
import type { App } from '../app-type.ts';
import { extendRegression } from '../extend-regression.ts';
import type { ProblemCode } from '../problems.ts';
import {
  maskOf,
  RegressionAdded,
  RegressionAdding,
  RegressionEntries,
  RegressionFound,
} from '../regression-schemas.ts';

const tags = ['regression sets'];
const Category = Type.Object({ category: Type.String() });
const Entry = Type.Object({ category: Type.String(), sha256: Type.String({ pattern: '^[0-9a-f]{6,64}$' }) });
const Checking = Type.Object(
  { version: Type.String({ pattern: '^v[1-9][0-9]*$', maxLength: 20 }) },
  { additionalProperties: false },
);
const CHANGING: readonly ProblemCode[] = [
  ...COMPUTE_PROBLEMS,
  'data_not_found',
  'data_invalid',
  'locked',
  'unsupported_media_type',
];

/** `/api/v1/regression`: pictures whose verdict must not get worse. */
export function addRegressionRoutes(app: App, context: Context): void {
  const { config } = context;
  app.get(
    '/api/v1/regression/:category',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'listRegressionSet',
        summary: 'The regression set of a category',
        params: Category,
        response: answers({ 200: RegressionEntries }, [
          'model_not_found',
          'invalid_argument',
          'data_invalid',
        ]),
      },
    },
    async ({ params: { category } }) => {
      await requireModel(config, category);
      return entries(category, await listRegressionSet(config, category));
    },
  );
  app.post(
    '/api/v1/regression/:category',
    {
      config: { permission: 'model' },
      schema: {
        tags,
        operationId: 'extendRegressionSet',
        summary: 'Put the picture of an inspection into the set',
        params: Category,
        body: RegressionAdding,
        response: answers({ 200: RegressionAdded }, CHANGING),
      },
    },
    async ({ params: { category }, body, actor }) => {
      const inspection = await getInspection(context.history, body.inspection_id);
      if (inspection.category !== category)
        throw new InspectError(
          'invalid_argument',
          `The inspection ${inspection.id} is one of "${inspection.category}", not of "${category}".`,
        );
      const { label, reason } = body;
      return extendRegression(context, inspection, { label, reason, mask: maskOf(body), actor: actor.name });
    },
  );
  addRemoval(app, context);
  app.post(
    '/api/v1/regression/:category/check',
    {
      config: { permission: 'model' },
      schema: {
        tags,
        operationId: 'checkRegression',
        summary: 'Inspect the set by the version in use and by another one',
        description: 'Changes nothing. Takes a while: every picture is inspected twice.',
        params: Category,
        body: Checking,
        response: answers({ 200: RegressionFound }, CHANGING),
      },
    },
    async ({ params, body }) => {
      const request = { category: params.category, version: body.version };
      const found = await context.models.run('checkRegression', { config, request });
      return { ...found, pictures: [...found.pictures] };
    },
  );
}

function addRemoval(app: App, { config, history }: Context): void {
  app.delete(
    '/api/v1/regression/:category/:sha256',
    {
      config: { permission: 'model' },
      schema: {
        tags,
        operationId: 'removeFromRegressionSet',
        summary: 'Take a picture out of the set, by its SHA-256 or the beginning of it',
        params: Entry,
        response: answers({ 200: RegressionEntries }, [
          'model_not_found',
          'data_not_found',
          'invalid_argument',
          'locked',
        ]),
      },
    },
    async ({ params: { category, sha256 }, actor }) => {
      await requireModel(config, category);
      const removed = await removeFromRegressionSet(config, category, [sha256]);
      const before = removed.map(({ name, sha256, label }) => ({ name, sha256, label }));
      const done = { actor: actor.name, action: 'regression.remove', subject: `category/${category}` };
      await appendAudit(history, { ...done, before });
      return entries(category, await listRegressionSet(config, category));
    },
  );
}

function entries(category: string, pictures: readonly RegressionPicture[]) {
  return {
    category,
    pictures: pictures.map(({ file: _file, mask, ...picture }) => ({ ...picture, masked: mask !== null })),
  };
}
