import Type from '#bundled/typebox';
import { DrawnShapes, RegionDocument } from '../schemas/region-of-interest.ts';

const Side = Type.Integer({ minimum: 1, maximum: 20_000 });
const { picture, include, ignore } = RegionDocument.properties;

/** A region of interest as it is set. */
export const RegionOrder = Type.Object(
  {
    picture: Type.Object(
      { width: Side, height: Side },
      {
        description:
          'Size of the picture that it was drawn on, in pixels: of the proportions of the pictures to be inspected, such as the reference picture.',
      },
    ),
    include: Type.Optional(
      Type.Array(DrawnShapes, {
        maxItems: 100,
        description: 'Inspected is what lies in one of these; everything when there is none.',
      }),
    ),
    ignore: Type.Optional(Type.Array(DrawnShapes, { maxItems: 100, description: 'Left out of that.' })),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, description: 'For the audit log.' })),
  },
  { additionalProperties: false },
);

/** The region of interest of a category. */
export const CategoryRegion = Type.Object({
  category: Type.String(),
  region: Type.Union([Type.Object({ picture, include, ignore }), Type.Null()], {
    description: 'Null when none is set: whole pictures are inspected.',
  }),
  current_version: Type.Union([Type.String(), Type.Null()]),
  current_region: Type.Union(
    [
      Type.Object({
        patches: Type.Integer({ description: 'Patches of a picture that are inspected.' }),
        of: Type.Integer(),
        is_this: Type.Boolean({ description: 'It is the region that is set.' }),
      }),
      Type.Null(),
    ],
    { description: 'What the version in use inspects by; null where it inspects whole pictures.' },
  ),
  takes_effect_with_next_training: Type.Boolean({
    description: 'The version in use inspects by another region; train again.',
  }),
});
