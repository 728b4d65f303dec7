import Type from '#bundled/typebox';

const Version = Type.String({ pattern: '^v[1-9][0-9]*$' });

/** A line of a category's `activations.jsonl`: which version was put to use, by what and on which grounds. */
export const Activation = Type.Object({
  id: Type.Optional(Type.String({ description: 'By which the audit log names it; older lines have none.' })),
  time: Type.String({ description: 'ISO 8601, UTC.' }),
  action: Type.Enum(['train', 'teach', 'threshold', 'activate', 'rollback']),
  from: Type.Union([Type.String(), Type.Null()], { description: 'The version in use before.' }),
  to: Version,
  forced: Type.Boolean({ description: 'The regression check spoke against it.' }),
  reason: Type.Union([Type.String(), Type.Null()]),
  checked_pictures: Type.Integer({ minimum: 0, description: 'Pictures of the regression set.' }),
  worse: Type.Array(Type.String(), { description: 'Pictures of the regression set that are judged worse.' }),
});
export type Activation = Type.Static<typeof Activation>;
