import Type from 'typebox';

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
