import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { databaseBytes, isPostgres } from '../../history/database.ts';
import { listWebhooks } from '../../history/webhooks.ts';
import { type BackupReport, LAST_BACKUP } from '../../operations/backup.ts';
import { Diagnosis } from '../../schemas/diagnosis.ts';
import { answers, COMPUTE_PROBLEMS } from '../answers.ts';
import type { App } from '../app-type.ts';
import { toJson } from '../to-json.ts';
import { MOST_PIXELS, UPLOAD_LIMITS } from '../upload.ts';

const System = Type.Object({
  software: Type.Object({
    inspectai: Type.String(),
    onnxruntime: Type.String(),
    node: Type.String(),
    platform: Type.String(),
    device: Type.String(),
  }),
  uptime_s: Type.Number(),
  memory_bytes: Type.Integer({ description: 'Resident memory of the server without its compute processes.' }),
  compute: Type.Object({
    processes: Type.Integer(),
    alive: Type.Integer(),
    waiting: Type.Integer(),
    loaded: Type.Array(Type.String(), { description: 'Categories that are open in any process.' }),
  }),
  limits: Type.Object({ picture_bytes: Type.Integer(), picture_pixels: Type.Integer() }),
  database: Type.Object({ kind: Type.Enum(['sqlite', 'postgresql']), bytes: Type.Integer() }),
  disk: Type.Object({ free_bytes: Type.Integer({ description: 'For pictures, in the data folder.' }) }),
  webhooks: Type.Object({
    waiting: Type.Integer({ description: 'Deliveries that have not arrived.' }),
    failing: Type.Integer({ description: 'Webhooks that nothing reached for days.' }),
  }),
  last_backup: Type.Union([
    Type.Object({ created_at: Type.String(), output: Type.String(), bytes: Type.Integer() }),
    Type.Null(),
  ]),
});

/** `/api/v1/system`, `/api/v1/system/diagnosis` */
export function addSystemRoutes(app: App, context: Context): void {
  const { config, software, inspections, models } = context;
  app.get(
    '/api/v1/system',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['system'],
        operationId: 'getSystem',
        summary: 'Versions, compute processes, limits, storage, webhooks and the last backup',
        response: answers({ 200: System }),
      },
    },
    async () => {
      const { warm, ...compute } = inspections.state();
      return {
        software,
        uptime_s: Math.round(process.uptime() * 10) / 10,
        memory_bytes: process.memoryUsage.rss(),
        compute: { ...compute, loaded: [...warm].sort() },
        limits: { picture_bytes: UPLOAD_LIMITS.fileSize, picture_pixels: MOST_PIXELS },
        ...(await storage(context)),
      };
    },
  );
  app.post(
    '/api/v1/system/diagnosis',
    {
      config: { permission: 'model' },
      schema: {
        tags: ['system'],
        operationId: 'diagnose',
        summary: 'Check the machine: device, weights, folders, and a self-test that trains and inspects',
        description: 'As `inspectai doctor`. Takes some seconds; inspections go on.',
        response: answers({ 200: Diagnosis }, ['device_unavailable', ...COMPUTE_PROBLEMS]),
      },
    },
    async () => toJson(await models.run('diagnose', { config, request: {} })),
  );
}

async function storage({ history, dataDir }: Context) {
  const { bavail, bsize } = await statfs(dataDir);
  const webhooks = await listWebhooks(history);
  const kind: 'sqlite' | 'postgresql' = isPostgres(history) ? 'postgresql' : 'sqlite';
  return {
    database: { kind, bytes: await databaseBytes(history) },
    disk: { free_bytes: bavail * bsize },
    webhooks: {
      waiting: webhooks.reduce((sum, { waiting }) => sum + waiting, 0),
      failing: webhooks.filter(({ state }) => state === 'failing').length,
    },
    last_backup: await lastBackup(join(dataDir, LAST_BACKUP)),
  };
}

/** Null where none was made, or its report cannot be read. */
async function lastBackup(path: string) {
  try {
    const { created_at, output, bytes } = JSON.parse(await readFile(path, 'utf8')) as BackupReport;
    return { created_at, output, bytes };
  } catch {
    return null;
  }
}
