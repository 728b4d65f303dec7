import Type from '#bundled/typebox';

const Text = Type.String();
const Time = Type.String({ description: 'ISO 8601, UTC, with milliseconds.' });
const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const JobKind = Type.Enum(['audit', 'train', 'evaluate', 'teach', 'check', 'batch', 'export', 'pull']);
export type JobKind = Type.Static<typeof JobKind>;

const JobState = Type.Enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);

/** How far a stage of a job is. */
export const JobProgress = Type.Object({
  stage: Text,
  done: Type.Number({ minimum: 0 }),
  total: orNull(Type.Number({ minimum: 0, description: 'Null when nobody knows.' })),
  per_second: orNull(Type.Number({ description: 'Steps of this stage.' })),
  seconds_left: orNull(Type.Number({ description: 'Until this stage is over.' })),
});
export type JobProgress = Type.Static<typeof JobProgress>;

/** Why a job failed. */
export const JobError = Type.Object({
  code: Type.String({ description: 'As in problems; stable.' }),
  detail: Text,
});
export type JobError = Type.Static<typeof JobError>;

/** Where a job's pictures are. */
export const JobInput = Type.Union([
  Type.Object({
    kind: Type.Literal('upload'),
    pictures: Type.Integer({ minimum: 0 }),
    bytes: Type.Integer({ minimum: 0 }),
    ignored: Type.Integer({ minimum: 0, description: 'Files that were no pictures by their names.' }),
  }),
  Type.Object({ kind: Type.Literal('folder'), path: Text }),
]);
export type JobInput = Type.Static<typeof JobInput>;

/** Long work, as it is asked for and as it ended. */
export const Job = Type.Object({
  id: Type.String({ description: 'UUID, version 7: in the order of time.' }),
  kind: JobKind,
  state: JobState,
  category: orNull(Text),
  created_at: Time,
  created_by: Text,
  started_at: orNull(Time),
  finished_at: orNull(Time),
  cancel_requested: Type.Boolean(),
  interruptions: Type.Integer({
    minimum: 0,
    description: 'How often the server ended without warning while it ran.',
  }),
  request: Type.Record(Text, Type.Unknown(), { description: 'What was asked for.' }),
  input: orNull(JobInput),
  progress: orNull(JobProgress),
  result: orNull(Type.Record(Text, Type.Unknown(), { description: 'By kind; files are at /result.' })),
  error: orNull(JobError),
});
export type Job = Type.Static<typeof Job>;

/** What happened to a job. */
export const JobEvent = Type.Union([
  Type.Object({ type: Type.Literal('state'), state: JobState, error: orNull(JobError) }),
  Type.Object({ type: Type.Literal('progress'), ...JobProgress.properties }),
  Type.Object({ type: Type.Literal('note'), message: Text }),
]);
export type JobEvent = Type.Static<typeof JobEvent>;

/** Which jobs a list shows; what is absent restricts nothing. */
export const JobFilter = Type.Object({
  kind: Type.Optional(JobKind),
  state: Type.Optional(JobState),
  category: Type.Optional(Type.String({ maxLength: 200 })),
});
export type JobFilter = Type.Static<typeof JobFilter>;
