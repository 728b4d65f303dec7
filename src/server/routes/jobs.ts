import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { Readable } from 'node:stream';
import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { latestJobEvents } from '../../history/job-events.ts';
import { getJob } from '../../history/jobs.ts';
import { listJobs } from '../../history/list-jobs.ts';
import { deleteJob } from '../../history/old-jobs.ts';
import { removeJobFiles } from '../../operations/job-folders.ts';
import { Job, JobFilter } from '../../schemas/job.ts';
import { answers, fileOf } from '../answers.ts';
import type { App } from '../app-type.ts';
import type { EventStreams } from '../event-streams.ts';
import { isFinal, jobEventStream } from '../jobs/event-stream.ts';
import { JOB_PERMISSIONS } from '../jobs/job-requests.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import { resultFile } from '../jobs/perform-job.ts';
import type { Actor } from '../permissions.ts';
import { RequestError } from '../problems.ts';

const tags = ['jobs'];
const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });
const Page = Type.Object({
  items: Type.Array(Job),
  next_cursor: Type.Union([Type.String(), Type.Null()], { description: 'Null at the end.' }),
});
const Query = Type.Object({
  ...JobFilter.properties,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '50 unless told.' })),
  cursor: Type.Optional(Type.String({ maxLength: 100, description: '`next_cursor` of the page before.' })),
});
const TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
  '.csv': 'text/csv; charset=utf-8',
  '.zip': 'application/zip',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Of the type that its name says. */
const File = fileOf('application/octet-stream', ...Object.values(TYPES).map(type => type.split(';')[0]!));

/** `/api/v1/jobs`: long work, how far it is, and what came of it. */
export function addJobRoutes(app: App, context: Context, runner: JobRunner, streams: EventStreams): void {
  const { history } = context;
  app.get(
    '/api/v1/jobs',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'listJobs',
        summary: 'Jobs, the newest first',
        querystring: Query,
        response: answers({ 200: Page }, ['invalid_argument']),
      },
    },
    async ({ query: { limit, cursor, ...filter } }) => {
      const page = await listJobs(history, filter, { ...(limit && { limit }), ...(cursor && { cursor }) });
      return { ...page, items: [...page.items] };
    },
  );
  app.get(
    '/api/v1/jobs/:id',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getJob',
        summary: 'A job, how far it is, and what came of it',
        params: Id,
        response: answers({ 200: Job }, ['data_not_found']),
      },
    },
    ({ params }) => getJob(history, params.id),
  );
  app.post(
    '/api/v1/jobs/:id/cancel',
    {
      config: { permission: 'read' }, // and what the kind needs
      schema: {
        tags,
        operationId: 'cancelJob',
        summary: 'Stop a job that waits or runs',
        description:
          'One that runs ends within two seconds; its events tell. One that has ended stays as it is.',
        params: Id,
        response: answers({ 200: Job }, ['data_not_found']),
      },
    },
    async ({ params, actor }) => {
      checkPermission(actor, await getJob(history, params.id));
      return runner.cancel(params.id);
    },
  );
  app.delete(
    '/api/v1/jobs/:id',
    {
      config: { permission: 'read' }, // and what the kind needs
      schema: {
        tags,
        operationId: 'deleteJob',
        summary: 'Delete a job that has ended',
        description:
          'With its events, its results, and the pictures that were uploaded for it. Inspections that it recorded and versions that it trained stay.',
        params: Id,
        response: answers({ 204: Type.Null() }, ['data_not_found', 'locked', 'storage_denied']),
      },
    },
    async ({ params, actor }, reply) => {
      checkPermission(actor, await getJob(history, params.id));
      await removeJobFiles(context.dataDir, await deleteJob(history, params.id, { actor: actor.name }));
      return reply.code(204).send(null);
    },
  );
  addEvents(app, context, runner, streams);
  addResults(app, context);
}

function addEvents(app: App, { history }: Context, runner: JobRunner, streams: EventStreams): void {
  app.get(
    '/api/v1/jobs/:id/events',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getJobEvents',
        summary: 'What happens to a job, as server-sent events',
        description:
          'Events `state`, `progress` and `note` with JSON as data, from the beginning, or after the number in the header `Last-Event-ID` or in `after`. Ends after the last one, or when the login has ended or changed; 204 when there is none left.',
        params: Id,
        querystring: Type.Object({ after: Type.Optional(Type.Integer({ minimum: 0 })) }),
        headers: Type.Object({ 'last-event-id': Type.Optional(Type.String({ maxLength: 20 })) }),
        response: answers({ 200: fileOf('text/event-stream'), 204: Type.Null() }, [
          'data_not_found',
          'overloaded',
        ]),
      },
    },
    async (request, reply) => {
      const { params, query, headers } = request;
      const { id } = await getJob(history, params.id);
      const [newest] = await latestJobEvents(history, id, 1);
      const given = Number(headers['last-event-id'] ?? query.after ?? 0);
      const after = Math.min(Number.isInteger(given) && given > 0 ? given : 0, newest!.seq);
      if (after === newest!.seq && isFinal(newest!)) return reply.code(204).send(null);
      const signal = streams.open(request, reply);
      const stream = Readable.from(jobEventStream(history, runner.tails, id, { after, signal }));
      return reply
        .type('text/event-stream; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(stream);
    },
  );
}

function addResults(app: App, { history, dataDir }: Context): void {
  const send = async (id: string, actor: Actor, name?: string) => {
    const job = await getJob(history, id);
    checkPermission(actor, job);
    const path = resultFile(dataDir, job, name);
    const size = path && (await stat(path).catch(() => null))?.size;
    if (!path || typeof size !== 'number') throw noFile(job, name);
    return { path, size };
  };
  for (const url of ['/api/v1/jobs/:id/result', '/api/v1/jobs/:id/result/:file']) {
    const hasName = url.endsWith(':file');
    app.get(
      url,
      {
        config: { permission: 'read' }, // and what the kind needs
        schema: {
          tags,
          operationId: hasName ? 'getJobFile' : 'getJobResult',
          summary: hasName
            ? 'Another file of a job, by a name of `result.files`'
            : 'The file of a job: the export, report.json of an evaluation, findings.json of an audit, a line for each picture of a batch',
          params: Type.Object({
            ...Id.properties,
            ...(hasName && { file: Type.String({ maxLength: 100 }) }),
          }),
          response: answers({ 200: File }, ['data_not_found']),
        },
      },
      async ({ params, actor }, reply) => {
        const { id, file } = params as { readonly id: string; readonly file?: string };
        const { path, size } = await send(id, actor, file);
        return reply
          .type(TYPES[extname(path)] ?? 'application/octet-stream')
          .header('content-length', size)
          .header('content-disposition', `attachment; filename="${basename(path)}"`)
          .send(createReadStream(path));
      },
    );
  }
}

function checkPermission({ name, role, permissions }: Actor, { kind }: Job): void {
  if (permissions.has(JOB_PERMISSIONS[kind])) return;
  throw new RequestError(
    'forbidden',
    `${name} (${role}) may not do this; for a job of the kind "${kind}" it needs the permission "${JOB_PERMISSIONS[kind]}".`,
  );
}

function noFile({ id, kind, state, result }: Job, name: string | undefined): RequestError {
  const files = (result?.files ?? []) as readonly string[];
  const why =
    state !== 'succeeded'
      ? `it is ${state}`
      : files.length === 0
        ? `a job of the kind "${kind}" makes none; what came of it is in the job itself`
        : `it has ${files.join(', ')}`;
  return new RequestError('not_found', `The job ${id} has no file${name ? ` of that name` : ''}: ${why}.`);
}
