import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { InspectError } from '../../errors.ts';
import { newId } from '../../history/id.ts';
import { createJob, findJob, getJob } from '../../history/jobs.ts';
import { checkPulled } from '../../operations/backbones.ts';
import { requireModel } from '../../operations/category-summary.ts';
import { adoptUpload, removeJobFiles } from '../../operations/job-folders.ts';
import { allowedFolder, checkNewCategory } from '../../operations/job-pictures.ts';
import { Job, type JobInput, type JobKind } from '../../schemas/job.ts';
import { checkActivate, requireSignature, type Signature } from '../accounts/signature.ts';
import { answers, SIGNATURE_PROBLEMS } from '../answers.ts';
import type { App } from '../app-type.ts';
import { LONGEST_ARRIVAL_MS } from '../arrival.ts';
import { idempotencyOf } from '../idempotency.ts';
import {
  isToActivate,
  JOB_PERMISSIONS,
  JOB_REQUESTS,
  WITH_PICTURES,
  WITHOUT_CATEGORY,
} from '../jobs/job-requests.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import { type ReceivedJob, withReceivedJob } from '../jobs/receive-job.ts';
import { optionsFromText, withOptions } from '../jobs/training-options.ts';
import { checkerOf, converted } from '../validation.ts';

const SUMMARIES: Readonly<Record<JobKind, string>> = {
  audit: 'Look for pictures that do not belong among the good ones, before training',
  train: 'Train a category on good pictures',
  evaluate: 'Inspect a test set and measure how good the decisions are',
  teach: 'Correct a model: good parts that were rejected, or defects that were passed',
  check: 'Start of a shift: are camera, light and focus as they were? Inspects golden parts',
  batch: 'Inspect many pictures and record each',
  export: 'Write inspections into a file',
  pull: 'Download the weights of a network, where the server has a way to them',
};
const REFERENCE =
  "Today's pictures of the golden parts are compared with those in the folder `reference/` beside them, with those of `reference_folder`, or with the training. Nothing is recorded as an inspection.";
const PICTURES =
  'As JSON, or as a form (multipart/form-data) with the same members as fields and the pictures as files in `pictures`: many, with folders in their names where they matter, or one ZIP archive. With the header `Idempotency-Key`, a repeated request is answered with the first job and status 200.';

/** `POST /api/v1/jobs/{kind}` */
export function addCreateJobRoutes(app: App, context: Context, runner: JobRunner): void {
  for (const kind of Object.keys(JOB_REQUESTS) as JobKind[]) {
    app.post(
      `/api/v1/jobs/${kind}`,
      {
        config: { permission: JOB_PERMISSIONS[kind], arrivalMs: LONGEST_ARRIVAL_MS },
        schema: {
          tags: ['jobs'],
          operationId: `${kind}Job`,
          summary: SUMMARIES[kind],
          description: kind === 'check' ? `${REFERENCE} ${PICTURES}` : PICTURES,
          consumes: WITH_PICTURES.has(kind)
            ? ['application/json', 'multipart/form-data']
            : ['application/json'],
          headers: Type.Object({ 'idempotency-key': Type.Optional(Type.String({ maxLength: 200 })) }),
          body: JOB_REQUESTS[kind],
          response: answers({ 200: Job, 202: Job }, [
            ...(['invalid_argument', 'data_invalid', 'data_not_found', 'model_not_found'] as const),
            ...(['too_large', 'unsupported_media_type', 'storage_full', 'storage_denied'] as const),
            ...('signature' in JOB_REQUESTS[kind].properties ? SIGNATURE_PROBLEMS : []),
          ]),
        },
        validatorCompiler: () => () => true, // a form is checked as it comes, JSON by the same schema
      },
      (request, reply) =>
        withReceivedJob(request, context.uploads, received =>
          create(context, runner, { kind, request, reply, received }),
        ),
    );
  }
}

const CHECKS = Object.fromEntries(
  Object.entries(JOB_REQUESTS).map(([kind, schema]) => [kind, checkerOf(schema, 'request')]),
) as Readonly<Record<JobKind, (value: unknown) => Readonly<Record<string, unknown>>>>;

interface Order {
  readonly kind: JobKind;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly received: ReceivedJob;
}

async function create(context: Context, runner: JobRunner, { kind, request, reply, received }: Order) {
  const { history, dataDir } = context;
  const { fields, isForm, upload } = received;
  refuseUnknown(kind, fields);
  const { signature, ...asked } = CHECKS[kind](
    isForm ? converted(JOB_REQUESTS[kind], optionsFromText(fields)) : fields,
  );
  const idempotency = idempotencyOf(request, { ...asked, kind, pictures_sha256: upload?.sha256 ?? null });
  const first = idempotency && (await findJob(history, idempotency));
  if (first) return reply.code(200).send(first);
  const input = upload?.input ?? (await folderInput(context, asked));
  await checkOrder(context, kind, asked, input);
  const signed = isToActivate(kind, asked)
    ? await requireSignature(request, signature as Signature | undefined)
    : null;
  const reference = await referenceFolder(context, asked);
  const { folder: _, ...rest } = asked;
  const order = {
    ...rest,
    ...(signed && { signed }), // who stands behind it, never the password
    ...(reference !== undefined && { reference_folder: reference }),
  };
  const category = WITHOUT_CATEGORY.has(kind) ? null : String(asked.category);
  const job = { id: newId(), kind, category, created_by: request.actor.name, request: order, input };
  if (upload) await adoptUpload(dataDir, upload.folder, job);
  const created = await createJob(history, job, idempotency ? { idempotency } : {}).catch(async cause => {
    await discardUnlessThere(context, job);
    throw cause;
  });
  if (created.repeated) await removeJobFiles(dataDir, job);
  runner.wake(created.job.id);
  return reply
    .code(created.repeated ? 200 : 202)
    .header('location', `/api/v1/jobs/${created.job.id}`)
    .send(created.job);
}

/** A connection that broke may have created the job; then its pictures stay, and the next start tidies up. */
async function discardUnlessThere(
  { history, dataDir }: Context,
  job: Pick<Job, 'id' | 'kind' | 'category'>,
): Promise<void> {
  const isGone = await getJob(history, job.id).then(
    () => false,
    cause => cause instanceof InspectError && cause.code === 'data_not_found',
  );
  if (isGone) await removeJobFiles(dataDir, job);
}

function refuseUnknown(kind: JobKind, fields: Readonly<Record<string, unknown>>): void {
  const known = Object.keys(JOB_REQUESTS[kind].properties);
  const unknown = Object.keys(fields).find(name => !known.includes(name));
  if (unknown === undefined) return;
  throw new InspectError(
    'invalid_argument',
    `${JSON.stringify(unknown.slice(0, 80))} is no member of a request for a job of the kind "${kind}"; there are ${known.join(', ')}.`,
  );
}

async function folderInput(
  { allowedFolders }: Context,
  { folder }: Readonly<Record<string, unknown>>,
): Promise<JobInput | null> {
  if (typeof folder !== 'string') return null;
  return { kind: 'folder', path: await allowedFolder(folder, allowedFolders) };
}

async function referenceFolder(
  { allowedFolders }: Context,
  { reference_folder: folder }: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  return typeof folder === 'string' ? allowedFolder(folder, allowedFolders) : undefined;
}

/** What would fail for certain is refused now. */
async function checkOrder(
  { config, history }: Context,
  kind: JobKind,
  asked: Readonly<Record<string, unknown>>,
  input: JobInput | null,
): Promise<void> {
  const { category, dataset, folder } = asked;
  if (input?.kind === 'upload' && folder !== undefined)
    throw new InspectError('invalid_argument', 'Both pictures and a folder were sent; expected one of them.');
  if (input && dataset !== undefined)
    throw new InspectError(
      'invalid_argument',
      'Both pictures and a dataset were named; expected one of them.',
    );
  if (WITHOUT_CATEGORY.has(kind)) {
    if (input) throw new InspectError('invalid_argument', 'This job takes no pictures; send JSON alone.');
    if (kind === 'pull') checkPulled(String(asked.backbone));
    return;
  }
  const isNew = kind === 'train' || kind === 'audit';
  if (isNew) {
    checkNewCategory(String(category));
    withOptions(config, asked);
  } else await requireModel(config, String(category));
  if (!isNew && kind !== 'evaluate' && input === null)
    throw new InspectError(
      'invalid_argument',
      'No picture was sent; expected files in the field "pictures" of a form, or a "folder".',
    );
  if (asked.force === true && typeof asked.reason !== 'string')
    throw new InspectError('invalid_argument', '"force" needs a "reason", which the journal keeps.');
  checkActivate(asked);
  if (typeof dataset === 'string') await checkDataset(history, dataset, String(category));
}

async function checkDataset(history: Context['history'], id: string, category: string): Promise<void> {
  const job = await getJob(history, id);
  if (
    job.kind === 'train' &&
    job.category === category &&
    job.state === 'succeeded' &&
    job.input?.kind === 'upload'
  )
    return;
  throw new InspectError(
    'invalid_argument',
    `The job ${id} has no pictures of "${category}" that are kept; expected a training of it that had an upload and succeeded.`,
  );
}
