import Type from '#bundled/typebox';

/** `alignment.json` of a model: what pictures are aligned to before they are inspected. */
export const AlignmentDocument = Type.Object({
  kind: Type.Enum(['translation', 'rigid'], { description: 'What was asked for.' }),
  turns: Type.Boolean({
    description:
      'Whether the angle is found; also false for a rigid alignment of parts that say nothing of it.',
  }),
  aspect: Type.Number({ exclusiveMinimum: 0, description: 'Width by height of the training pictures.' }),
  limits: Type.Object({
    shift: Type.Number({ description: "Share of the picture's shorter side." }),
    angle: Type.Number({ description: 'Degrees, either way.' }),
    match: Type.Number({ description: 'The least likeness of picture and reference.' }),
  }),
  reference: Type.String({
    description: 'Mean of the aligned training pictures, 128 x 128 grey levels of a byte each in base64.',
  }),
});
export type AlignmentDocument = Type.Static<typeof AlignmentDocument>;
