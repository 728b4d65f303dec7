import Type from '#bundled/typebox';

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Count = Type.Integer({ minimum: 1 });

/** A picture whose verdict must not get worse. */
export const RegressionPicture = Type.Object({
  sha256: Sha256,
  label: Type.Enum(['good', 'defect']),
  name: Type.String({ description: 'What the picture was called when it was added: folder and file.' }),
  file: Type.String({ description: 'Its bytes, in the folder pictures.' }),
  width: Count,
  height: Count,
  mask: Type.Union([Type.Object({ file: Type.String(), sha256: Sha256 }), Type.Null()], {
    description: 'Where the defect is, in the folder masks.',
  }),
  reason: Type.String({ description: 'Why it is here, in words of the one who added it.' }),
});
export type RegressionPicture = Type.Static<typeof RegressionPicture>;

/** `regression/set.json` of a category. */
export const RegressionSet = Type.Object({
  schema_version: Type.Literal(1),
  pictures: Type.Array(RegressionPicture),
});
export type RegressionSet = Type.Static<typeof RegressionSet>;
