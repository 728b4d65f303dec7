import Type from '#bundled/typebox';

const Count = Type.Integer({ minimum: 1 });
const Size = Type.Object({ width: Count, height: Count });
const Share = Type.Number({ minimum: 0, maximum: 1 });

/** A part of a picture. */
export const Shape = Type.Union([
  Type.Object({
    file: Type.String({ description: 'Name of the file that the shape came from.' }),
    polygon: Type.Array(Type.Tuple([Share, Share]), {
      minItems: 3,
      description: 'Corners as shares of width and height.',
    }),
  }),
  Type.Object({
    file: Type.String(),
    mask_png: Type.String({ description: 'PNG of the size of the picture in base64, white inside.' }),
  }),
]);
export type Shape = Type.Static<typeof Shape>;

/** `roi.json` of a category: which part of its pictures is inspected. */
export const RegionDocument = Type.Object({
  region_version: Type.Literal(1),
  picture: Type.Object(Size.properties, { description: 'Size of the pictures that it was drawn for.' }),
  include: Type.Array(Shape, {
    description: 'Inspected is what lies in one of these; everything when empty.',
  }),
  ignore: Type.Array(Shape, { description: 'Left out of that.' }),
});
export type RegionDocument = Type.Static<typeof RegionDocument>;

/** What a user draws polygons in. */
export const PolygonFile = Type.Object(
  {
    units: Type.Enum(['pixels', 'shares']),
    polygons: Type.Array(Type.Array(Type.Tuple([Type.Number(), Type.Number()])), { minItems: 1 }),
  },
  { additionalProperties: false },
);
export type PolygonFile = Type.Static<typeof PolygonFile>;

/** Polygons, or a mask that was painted, as a client sends them. */
export const DrawnShapes = Type.Union([
  PolygonFile,
  Type.Object(
    {
      mask_base64: Type.String({
        minLength: 1,
        maxLength: 8_000_000,
        contentEncoding: 'base64',
        description: 'PNG of the size of the picture, white inside.',
      }),
    },
    { additionalProperties: false },
  ),
]);
export type DrawnShapes = Type.Static<typeof DrawnShapes>;

/** `region_of_interest.json` of a model: which of its patches are inspected, and the region they were chosen by. */
export const ModelRegion = Type.Object({
  rows: Type.Array(Type.String({ pattern: '^[#.]+$' }), {
    minItems: 1,
    description: 'A character for every patch of the grid: # is inspected.',
  }),
  region: RegionDocument,
});
export type ModelRegion = Type.Static<typeof ModelRegion>;
