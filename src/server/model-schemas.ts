import Type, { type TSchema } from '#bundled/typebox';

const TextOrNull = Type.Union([Type.String(), Type.Null()]);

const Summary = Type.Object({
  version: Type.String(),
  current: Type.Boolean(),
  backbone: Type.String(),
  precision: Type.String(),
  pictures: Type.Integer(),
  entries: Type.Integer(),
  threshold: Type.Number(),
  review_threshold: Type.Number(),
  region_of_interest: Type.Union(
    [Type.Object({ patches: Type.Integer(), of: Type.Integer() }), Type.Null()],
    {
      description: 'How many patches of the grid are inspected; null where all are.',
    },
  ),
  how: Type.Enum(['trained', 'taught']),
  taught: Type.Unknown({ description: 'Of a taught version: what it grew from and by how much. Else null.' }),
});
const Unreadable = Type.Object({ version: Type.String(), current: Type.Boolean(), problem: Type.String() });

/** The versions of a category. */
export const Versions = Type.Object({
  category: Type.String(),
  current: TextOrNull,
  versions: Type.Array(Type.Union([Summary, Unreadable])),
});

const Judgement = Type.Object({
  verdict: Type.Enum(['PASS', 'REVIEW', 'FAIL', 'REFUSED']),
  anomaly_score: Type.Union([Type.Number(), Type.Null()]),
  reason: Type.String(),
});
const Label = Type.Enum(['good', 'defect']);
const OrNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** What an activation came to. */
export const Activated = Type.Object({
  category: Type.String(),
  version: Type.String(),
  from: Type.Union([Type.String(), Type.Null()], { description: 'The version in use before.' }),
  activated: Type.Boolean(),
  forced: Type.Boolean({ description: 'The regression check spoke against it.' }),
  regression: Type.Object({
    before: TextOrNull,
    after: Type.String(),
    worse: Type.Integer({ description: 'Pictures that speak against the version.' }),
    pictures: Type.Array(
      Type.Object({
        name: Type.String(),
        sha256: Type.String(),
        label: Label,
        before: OrNull(Judgement),
        after: Judgement,
        outcome: Type.Enum(['right', 'better', 'worse', 'still_wrong']),
      }),
    ),
  }),
});

/** Two versions side by side. */
export const Comparison = Type.Object({
  category: Type.String(),
  before: Type.String(),
  after: Type.String(),
  settings: Type.Array(
    Type.Object({ setting: Type.String(), before: Type.Unknown(), after: Type.Unknown() }),
  ),
  compared: Type.Integer({ description: 'Pictures that both versions inspected.' }),
  changes: Type.Array(
    Type.Object({
      name: Type.String(),
      source: Type.Enum(['regression', 'test']),
      label: Label,
      before: Judgement,
      after: Judgement,
    }),
    { description: 'Pictures on which the verdicts differ.' },
  ),
});
