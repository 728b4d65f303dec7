import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { InspectError } from '../../errors.ts';
import { inTransaction } from '../../history/database.ts';
import { listInspections } from '../../history/list-inspections.ts';
import { answers } from '../answers.ts';
import type { App } from '../app-type.ts';
import { type Draining, LIVE_PATH, READY_PATH } from '../draining.ts';

const tags = ['system'];
/** Bytes that must be free where inspections are kept. */
const LEAST_FREE = 100_000_000;
/** Milliseconds that a compute process which has nothing to do may take to answer. */
const ANSWER_MS = 3_000;

const Health = Type.Object({
  status: Type.String({ description: 'healthy' }),
  device: Type.String(),
  cuda_available: Type.Boolean({ description: 'Inspections are computed with CUDA.' }),
});
const Live = Type.Object({ status: Type.String({ description: 'alive' }) });
const Check = Type.Object({
  name: Type.Enum(['compute', 'database', 'data_folder', 'blobs_folder', 'models_folder', 'accepting']),
  ok: Type.Boolean(),
  detail: Type.String(),
});
type Check = Type.Static<typeof Check>;
const Ready = Type.Object({ ready: Type.Boolean(), checks: Type.Array(Check) });

/** Whether the server lives, and whether it can inspect. */
export function addHealthRoutes(app: App, context: Context, draining: Draining): void {
  const { device } = context.software;
  app.get(
    '/health',
    {
      config: { permission: 'public' },
      schema: { tags: ['first product'], summary: 'Health and device', response: answers({ 200: Health }) },
    },
    async () => ({ status: 'healthy', device, cuda_available: device === 'cuda' }),
  );
  app.get(
    LIVE_PATH,
    {
      config: { permission: 'public' },
      schema: { tags, summary: 'The process answers', response: answers({ 200: Live }) },
    },
    async () => ({ status: 'alive' }),
  );
  app.get(
    READY_PATH,
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'Whether inspections can be taken',
        description: 'Status 503 with the same document when a check fails.',
        response: answers({ 200: Ready, 503: Ready }),
      },
    },
    async (_, reply) => {
      const checks = [
        accepting(draining),
        ...(await Promise.all([
          compute(context),
          database(context),
          keptFolder('data_folder', context.dataDir),
          keptFolder('blobs_folder', context.blobs),
          modelsFolder(context.config.modelsRoot),
        ])),
      ];
      const ready = checks.every(({ ok }) => ok);
      return reply.code(ready ? 200 : 503).send({ ready, checks });
    },
  );
}

function accepting({ isStopping }: Draining): Check {
  return { name: 'accepting', ok: !isStopping, detail: isStopping ? 'being stopped' : 'takes requests' };
}

/** A process that works is in order as long as its task is in time, else it is ended; one that rests must answer. */
async function compute({ inspections }: Context): Promise<Check> {
  const responding = await inspections.responding(ANSWER_MS);
  const { processes, waiting } = inspections.state();
  return {
    name: 'compute',
    ok: responding > 0,
    detail: `${responding} of ${processes} processes work or answer, ${waiting} inspections wait`,
  };
}

async function database({ history }: Context): Promise<Check> {
  const name = 'database';
  try {
    await listInspections(history, {}, { limit: 1 });
    await inTransaction(history, async () => undefined); // takes the right to write, and writes nothing
    return { name, ok: true, detail: 'answers' };
  } catch (cause) {
    return { name, ok: false, detail: cause instanceof InspectError ? cause.message : 'does not answer' };
  }
}

/** A folder that is not there yet will be made, on the disk of the one above it. */
async function keptFolder(name: 'data_folder' | 'blobs_folder', path: string): Promise<Check> {
  try {
    await access(path, constants.W_OK);
    const free = await freeBytes(path);
    return { name, ok: free >= LEAST_FREE, detail: `${Math.floor(free / 1e6)} MB free` };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (name === 'blobs_folder' && code === 'ENOENT') return { name, ok: true, detail: 'no pictures yet' };
    return { name, ok: false, detail: `cannot be written (${code})` };
  }
}

async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

/** One that is not there yet is no fault: nothing has been trained. Inspecting needs no space there, training does. */
async function modelsFolder(path: string): Promise<Check> {
  const name = 'models_folder';
  try {
    await access(path, constants.R_OK);
    const free = await freeBytes(path);
    return { name, ok: true, detail: `can be read, ${Math.floor(free / 1e6)} MB free` };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return {
      name,
      ok: code === 'ENOENT',
      detail: code === 'ENOENT' ? 'no models yet' : `cannot be read (${code})`,
    };
  }
}
