import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import type { ActivationResult } from '../../operations/activate-version.ts';
import { modelVersions } from '../../operations/model-versions.ts';
import { requireSignature, Signature } from '../accounts/signature.ts';
import { answers, SIGNATURE_PROBLEMS } from '../answers.ts';
import type { App } from '../app-type.ts';
import { auditNewVersion } from '../audit-new-version.ts';
import { Activated, Comparison, Versions } from '../model-schemas.ts';
import { type ProblemCode, RequestError } from '../problems.ts';

const tags = ['models'];
const Name = Type.Object({ category: Type.String() });
const Version = Type.String({ pattern: '^v[1-9][0-9]*$', maxLength: 20 });
const Grounds = {
  force: Type.Optional(
    Type.Boolean({ description: 'Even if the regression check speaks against it; needs a reason.' }),
  ),
  reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, description: 'For the journal.' })),
  signature: Type.Optional(Signature),
};
const Activation = Type.Object({ version: Version, ...Grounds }, { additionalProperties: false });
const Rollback = Type.Object(Grounds, { additionalProperties: false });
const Compared = Type.Object({ before: Version, after: Version });

const PROBLEMS: readonly ProblemCode[] = [
  'model_not_found',
  'model_damaged',
  'invalid_argument',
  'overloaded',
  'compute_failed',
  'timed_out',
];
const CHANGING: readonly ProblemCode[] = [
  ...PROBLEMS,
  ...SIGNATURE_PROBLEMS,
  'activation_refused',
  'locked',
  'unsupported_media_type',
];

/** `/api/v1/models`: the versions of a category. What inspects pictures runs in the process for such work. */
export function addModelRoutes(app: App, { config, models, history }: Context): void {
  app.get(
    '/api/v1/models/:category/versions',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'listModelVersions',
        summary: 'Versions of a model, oldest first',
        params: Name,
        response: answers({ 200: Versions }, ['model_not_found', 'invalid_argument']),
      },
    },
    async ({ params }) => {
      const { versions, ...rest } = await modelVersions(config, params.category);
      return { ...rest, versions: [...versions] };
    },
  );
  app.get(
    '/api/v1/models/:category/compare',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'compareModelVersions',
        summary: 'Two versions side by side',
        description:
          'Settings, and verdicts on the regression set and the test pictures. Inspects them all: takes a while.',
        params: Name,
        querystring: Compared,
        response: answers({ 200: Comparison }, PROBLEMS),
      },
    },
    async ({ params, query }) => {
      const request = { category: params.category, ...query };
      const { settings, changes, ...rest } = await models.run('compare', { config, request });
      return { ...rest, settings: [...settings], changes: [...changes] };
    },
  );
  app.post(
    '/api/v1/models/:category/activate',
    {
      config: { permission: 'model' },
      schema: {
        tags,
        operationId: 'activateModelVersion',
        summary: 'Put a version to use, after the regression check',
        description: 'A refusal is a problem with the member `regression`: what the check found.',
        params: Name,
        body: Activation,
        response: answers({ 200: Activated }, CHANGING),
      },
    },
    async request => {
      const { signature, ...grounds } = request.body;
      const signed = await requireSignature(request, signature);
      const order = { category: request.params.category, force: false, ...grounds };
      const result = activated(await models.run('activate', { config, request: order }));
      const { name: actor } = request.actor;
      const deed = { actor, action: 'model.activate', reason: grounds.reason, signed };
      await auditNewVersion(history, result, deed);
      return result;
    },
  );
  app.post(
    '/api/v1/models/:category/rollback',
    {
      config: { permission: 'model' },
      schema: {
        tags,
        operationId: 'rollBackModel',
        summary: 'Go back to the version in use before, after the regression check',
        params: Name,
        body: Rollback,
        response: answers({ 200: Activated }, CHANGING),
      },
    },
    async request => {
      const { signature, ...grounds } = request.body;
      const signed = await requireSignature(request, signature);
      const order = { category: request.params.category, force: false, ...grounds };
      const result = activated(await models.run('rollback', { config, request: order }));
      const { name: actor } = request.actor;
      const deed = { actor, action: 'model.rollback', reason: grounds.reason, signed };
      await auditNewVersion(history, result, deed);
      return result;
    },
  );
}

/** @throws RequestError `activation_refused` when the version in use stays. */
function activated(result: ActivationResult) {
  const { regression, category, version, from } = result;
  const document = { ...regression, pictures: [...regression.pictures] };
  if (result.activated) return { ...result, regression: document };
  throw new RequestError(
    'activation_refused',
    `${version} of "${category}" judges ${regression.worse} of ${regression.pictures.length} pictures of the regression set worse than ${from}, which stays in use. Look at "regression"; to activate it all the same, send "force": true and a "reason".`,
    { regression: document },
  );
}
