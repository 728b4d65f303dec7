import { join } from 'node:path';
import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { appendAudit } from '../../history/audit.ts';
import { answers } from '../answers.ts';
import type { App } from '../app-type.ts';

const Asked = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$',
        description: 'Of the new folder; the time when left out.',
      }),
    ),
  },
  { additionalProperties: false },
);
const Report = Type.Object({
  output: Type.String({ description: 'The folder on the server.' }),
  created_at: Type.String(),
  database: Type.Enum(['sqlite', 'postgresql']),
  files: Type.Integer(),
  bytes: Type.Integer(),
  missing_blobs: Type.Array(Type.String(), {
    description: 'Pictures that the history refers to and that are missing or damaged.',
  }),
});

/** `/api/v1/backup`: a copy of everything while the server goes on, in the folder that was named at its start. */
export function addBackupRoutes(app: App, { config, dataDir, backups, history, models }: Context): void {
  app.post(
    '/api/v1/backup',
    {
      config: { permission: 'administer' },
      schema: {
        tags: ['operations'],
        operationId: 'createBackup',
        summary: 'Back up history, pictures and models',
        description:
          'Answers when the backup is whole and safe on the disk. With PostgreSQL the database is left to its own programs.',
        body: Asked,
        response: answers({ 201: Report }, [
          'invalid_argument',
          'locked',
          'storage_full',
          'storage_denied',
          'overloaded',
          'compute_failed',
          'timed_out',
          'unsupported_media_type',
        ]),
      },
    },
    async ({ body, actor }, reply) => {
      const { name = `backup-${new Date().toISOString().replaceAll(/[:.]/g, '-')}` } = body;
      const request = { dataDir, output: join(backups, name) };
      const report = await models.run('backup', { config, request });
      const { missing_blobs, ...after } = report;
      await appendAudit(history, {
        actor: actor.name,
        action: 'backup.create',
        subject: 'history',
        after: { ...after, missing_blobs: missing_blobs.length },
      });
      return reply.code(201).send({ ...report, missing_blobs: [...missing_blobs] });
    },
  );
}
