import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { answers, COMPUTE_PROBLEMS } from '../answers.ts';
import type { App } from '../app-type.ts';
import { toJson } from '../to-json.ts';

const tags = ['models'];
const Problems = (of: string) =>
  Type.Array(Type.String(), {
    description: `One sentence for every file of ${of} that is not as it was written; empty when all are.`,
  });
const Check = Type.Object({
  category: Type.String(),
  versions: Type.Array(
    Type.Object({ version: Type.String(), current: Type.Boolean(), problems: Problems('the version') }),
  ),
  problems: Problems('the regression set'),
  sound: Type.Boolean(),
});

/** Whether models are as they were written. */
export function addModelCheckRoutes(app: App, { config, models }: Context): void {
  app.get(
    '/api/v1/models/:category/verification',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'verifyModels',
        summary: 'Compare every file of every version, and of the regression set, with its SHA-256',
        description: 'As `inspectai models verify`. Reads everything: takes a while.',
        params: Type.Object({ category: Type.String() }),
        response: answers({ 200: Check }, COMPUTE_PROBLEMS),
      },
    },
    async ({ params: { category } }) => toJson(await models.run('verify', { config, request: { category } })),
  );
}
