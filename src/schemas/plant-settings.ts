import Type from '#bundled/typebox';

/** How the plant tells the time. */
export const PlantSettings = Type.Object(
  {
    time_zone: Type.String({
      minLength: 1,
      maxLength: 50,
      description: 'An IANA name such as Europe/Berlin, or an offset such as +05:30.',
    }),
    shift_starts: Type.Array(Type.String({ pattern: '^([01]\\d|2[0-3]):(00|15|30|45)$' }), {
      minItems: 1,
      maxItems: 12,
      description: 'When shifts begin: ascending local times at quarters of an hour.',
    }),
  },
  { additionalProperties: false },
);
export type PlantSettings = Type.Static<typeof PlantSettings>;
