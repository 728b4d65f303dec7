import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { appendAudit } from '../../history/audit.ts';
import { BackboneCheck, BackboneRecord, BackboneStatus } from '../../schemas/backbone.ts';
import { answers, COMPUTE_PROBLEMS } from '../answers.ts';
import type { App } from '../app-type.ts';
import { LONGEST_ARRIVAL_MS } from '../arrival.ts';
import { withReceivedFile } from '../receive-file.ts';
import { toJson } from '../to-json.ts';

const tags = ['models'];
const FILE = 'application/octet-stream';
const WEIGHTS = { mediaType: FILE, mostBytes: 2_000_000_000, what: 'weights' };
const Named = Type.Object({ name: Type.String({ maxLength: 100 }) });

/** What new models can be made of. `pull` is a job. */
export function addBackboneRoutes(app: App, { config, history, models, uploads }: Context): void {
  app.get(
    '/api/v1/backbones',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'listBackbones',
        summary: 'The networks that a training can name, and which are on the server',
        response: answers({ 200: Type.Object({ backbones: Type.Array(BackboneStatus) }) }, COMPUTE_PROBLEMS),
      },
    },
    async () => toJson({ backbones: await models.run('backbones', { config, request: {} }) }),
  );
  app.get(
    '/api/v1/backbones/:name/verification',
    {
      config: { permission: 'model' },
      schema: {
        tags,
        operationId: 'verifyBackbone',
        summary: 'Compare the weights of a network with what came, and compute with them once',
        description: 'As `inspectai backbone check`.',
        params: Named,
        response: answers({ 200: BackboneCheck }, [
          ...(['backbone_unknown', 'backbone_missing', 'backbone_invalid', 'device_unavailable'] as const),
          ...COMPUTE_PROBLEMS,
        ]),
      },
    },
    async ({ params: { name } }) => toJson(await models.run('checkBackbone', { config, request: { name } })),
  );
  void app.register(async scope => {
    scope.addContentTypeParser(FILE, (_, payload, done) => done(null, payload));
    scope.post(
      '/api/v1/backbones/:name',
      {
        config: { permission: 'administer', arrivalMs: LONGEST_ARRIVAL_MS },
        schema: {
          tags,
          operationId: 'importBackbone',
          summary: 'Take in the weights of a network from a file',
          description:
            'As `inspectai backbone import`: the body is a file of safetensors, whose architecture is checked.',
          consumes: [FILE],
          params: Named,
          body: Type.Unknown({ contentMediaType: FILE }),
          response: answers({ 201: BackboneRecord }, [
            ...(['backbone_unknown', 'backbone_invalid', 'too_large', 'unsupported_media_type'] as const),
            ...(['storage_full', 'storage_denied'] as const),
            ...COMPUTE_PROBLEMS,
          ]),
        },
      },
      async (request, reply) => {
        const { name } = request.params as Type.Static<typeof Named>;
        const imported = await withReceivedFile(request, uploads, WEIGHTS, file =>
          models.run('importBackbone', { config, request: { name, file } }),
        );
        await appendAudit(history, {
          actor: request.actor.name,
          action: 'backbone.import',
          subject: `backbone/${name}`,
          after: { sha256: imported.sha256, size_bytes: imported.size_bytes },
        });
        return reply.code(201).send(toJson(imported));
      },
    );
  });
}
