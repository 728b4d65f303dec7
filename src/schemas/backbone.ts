import Type from '#bundled/typebox';

const OrNull = Type.Union([Type.String(), Type.Null()]);

/** A network that a training can name. */
export const BackboneStatus = Type.Object({
  name: Type.String(),
  description: Type.String(),
  available: Type.Boolean({ description: 'Its weights are on this machine.' }),
  is_default: Type.Boolean({ description: 'Used where a training names none.' }),
  path: Type.Union(OrNull.anyOf, { description: 'Its weights.' }),
  size_megabytes: Type.Number(),
  repository: OrNull,
});
export type BackboneStatus = Type.Static<typeof BackboneStatus>;

/** What is known of weights that were pulled or imported. */
export const BackboneRecord = Type.Object({
  name: Type.String(),
  path: Type.String(),
  source: Type.String({ description: 'An address, a file, or "upload".' }),
  sha256: Type.String(),
  size_bytes: Type.Integer(),
  hash_checked: Type.Boolean({
    description: 'False when the server told no hash, so that only size and architecture could be checked.',
  }),
});
export type BackboneRecord = Type.Static<typeof BackboneRecord>;

/** Weights that were compared with what came, and computed with once. */
export const BackboneCheck = Type.Object({
  name: Type.String(),
  path: Type.String(),
  sha256: Type.String(),
  grid: Type.String({ description: 'Patches of a picture, such as `32 x 32`.' }),
  dimensions: Type.Integer(),
  features_ms: Type.Number(),
});
export type BackboneCheck = Type.Static<typeof BackboneCheck>;
