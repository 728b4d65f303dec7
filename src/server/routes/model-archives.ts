import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { appendAudit } from '../../history/audit.ts';
import { exportModel, MOST_MODEL_BYTES } from '../../operations/model-archive.ts';
import { answers, fileOf } from '../answers.ts';
import type { App } from '../app-type.ts';
import { LONGEST_ARRIVAL_MS } from '../arrival.ts';
import { withReceivedFile } from '../receive-file.ts';

const tags = ['models'];
const ZIP = 'application/zip';
const ARCHIVE = { mediaType: ZIP, mostBytes: MOST_MODEL_BYTES, what: 'a model' };
const Category = Type.Object({ category: Type.String() });
const Named = Type.Object({
  category: Type.String(),
  version: Type.String({ pattern: '^v[1-9][0-9]*$', maxLength: 20 }),
});
const Imported = Type.Object({
  category: Type.String(),
  version: Type.String({ description: 'Not in use until it is activated.' }),
  backbone: Type.String(),
});

/** Versions as files that go from one machine to another. */
export function addModelArchiveRoutes(app: App, { config, history, models, uploads }: Context): void {
  app.get(
    '/api/v1/models/:category/versions/:version/download',
    {
      config: { permission: 'export' },
      schema: {
        tags,
        operationId: 'downloadModel',
        summary: 'A version with its backbone as one file',
        params: Named,
        response: answers({ 200: fileOf(ZIP) }, ['model_not_found', 'model_damaged', 'invalid_argument']),
      },
    },
    async ({ params }, reply) => {
      const content = await exportModel(config, params);
      const name = encodeURIComponent(`${params.category}-${params.version}.zip`);
      return reply
        .type(ZIP)
        .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
        .send(content);
    },
  );
  void app.register(async scope => {
    scope.addContentTypeParser(ZIP, (_, payload, done) => done(null, payload));
    scope.post(
      '/api/v1/models/:category/versions',
      {
        config: { permission: 'model', arrivalMs: LONGEST_ARRIVAL_MS },
        schema: {
          tags,
          operationId: 'uploadModel',
          summary: 'Take in a version that was downloaded elsewhere',
          description:
            'The body is the file itself. Every hash in it is checked; the version is not in use until it is activated.',
          consumes: [ZIP],
          params: Category,
          body: Type.Unknown({ contentMediaType: ZIP }),
          response: answers({ 201: Imported }, [
            'invalid_argument',
            'data_invalid',
            'model_damaged',
            'model_version',
            'backbone_missing',
            'backbone_invalid',
            'locked',
            'too_large',
            'unsupported_media_type',
            'storage_full',
            'overloaded',
            'compute_failed',
            'timed_out',
          ]),
        },
      },
      async (request, reply) => {
        const { category } = request.params as Type.Static<typeof Category>;
        const imported = await withReceivedFile(request, uploads, ARCHIVE, file =>
          models.run('import', { config, request: { category, file } }),
        );
        const subject = `category/${category}`;
        const { name } = request.actor;
        await appendAudit(history, { actor: name, action: 'model.import', subject, after: imported });
        return reply.code(201).send(imported);
      },
    );
  });
}
