import Type, { type TSchema } from '#bundled/typebox';
import { InspectionFilter, Line } from '../../schemas/inspection.ts';
import type { JobKind } from '../../schemas/job.ts';
import { Activate, Signature } from '../accounts/signature.ts';
import type { Permission } from '../permissions.ts';
import { AUDIT_OPTIONS, TRAINING_OPTIONS } from './training-options.ts';

const Category = Type.String({ minLength: 1, maxLength: 200, description: 'Name of the category.' });
const Folder = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 1000,
    description: 'A folder on the server, below one of --allow-folder, instead of an upload. Stays as it is.',
  }),
);
const Grounds = {
  force: Type.Optional(
    Type.Boolean({ description: 'Use the version even if the regression check speaks against it.' }),
  ),
  reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, description: 'For the journal.' })),
  activate: Activate,
  signature: Type.Optional(Signature),
};
const Label = Type.Optional(Type.Union([Line, Type.Null()]));

/** What each kind of job is asked with. */
export const JOB_REQUESTS = {
  audit: Type.Object(
    {
      category: Category,
      folder: Folder,
      top: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 100,
          description: 'How many of the pictures that stand out are named and shown; 20 unless told.',
        }),
      ),
      ...AUDIT_OPTIONS,
    },
    { additionalProperties: false },
  ),
  train: Type.Object(
    {
      category: Category,
      folder: Folder,
      skip_bad: Type.Optional(Type.Boolean({ description: 'Leave unreadable pictures out.' })),
      ...Grounds,
      ...TRAINING_OPTIONS,
    },
    { additionalProperties: false },
  ),
  evaluate: Type.Object(
    {
      category: Category,
      folder: Folder,
      dataset: Type.Optional(
        Type.String({
          maxLength: 100,
          description: 'The id of a training job: use the test pictures of its upload.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  teach: Type.Object(
    {
      category: Category,
      folder: Folder,
      mode: Type.Enum(['normal', 'missed'], {
        description:
          'normal: good parts that were rejected; missed: defects that were passed, which join the regression set.',
      }),
      ...Grounds,
    },
    { additionalProperties: false },
  ),
  check: Type.Object(
    {
      category: Category,
      folder: Folder,
      reference_folder: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 1000,
          description:
            'A folder on the server, below one of --allow-folder, with pictures of the same parts from a good day, under the same names.',
        }),
      ),
      alpha: Type.Optional(
        Type.Number({
          exclusiveMinimum: 0,
          exclusiveMaximum: 1,
          description: 'Probability of reporting a change when there is none; 0.01 unless told.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  batch: Type.Object(
    {
      ...{ category: Category, folder: Folder, serial: Label, lot: Label },
      ...{ line: Label, station: Label, operator: Label },
    },
    { additionalProperties: false },
  ),
  export: Type.Object(
    {
      filter: Type.Optional(Type.Object(InspectionFilter.properties, { additionalProperties: false })),
      format: Type.Optional(Type.Enum(['csv', 'jsonl'])),
      pictures: Type.Optional(
        Type.Boolean({ description: 'A ZIP archive of the table and the pictures that are kept.' }),
      ),
    },
    { additionalProperties: false },
  ),
  pull: Type.Object(
    { backbone: Type.String({ minLength: 1, maxLength: 100, description: 'Such as `resnet18`.' }) },
    { additionalProperties: false },
  ),
} as const satisfies Readonly<Record<JobKind, TSchema>>;

/** What somebody needs to create or cancel a job of a kind, and to fetch its file. */
export const JOB_PERMISSIONS: Readonly<Record<JobKind, Permission>> = {
  audit: 'model',
  train: 'model',
  evaluate: 'model',
  teach: 'model',
  check: 'inspect',
  batch: 'inspect',
  export: 'export',
  pull: 'administer',
};

/**
 * Whether a job puts a version to use, and so must be signed.
 *
 * @param asked a request that was checked
 */
export function isToActivate(kind: JobKind, { mode, activate }: Readonly<Record<string, unknown>>): boolean {
  return activate !== false && (kind === 'train' || (kind === 'teach' && mode === 'normal'));
}

/** Kinds that belong to no category. */
export const WITHOUT_CATEGORY: ReadonlySet<JobKind> = new Set(['export', 'pull']);

/** Kinds that pictures can be uploaded for; the others take none. */
export const WITH_PICTURES: ReadonlySet<JobKind> = new Set([
  'audit',
  'train',
  'evaluate',
  'teach',
  'check',
  'batch',
]);
