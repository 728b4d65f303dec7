/** What a station remembers from part to part; the serial number belongs to one part alone. */
export const STATION_LABELS = ['lot', 'line', 'station', 'operator'] as const;
export type Label = 'serial' | (typeof STATION_LABELS)[number];
export type Labels = Readonly<Record<Label, string>>;

/** The labels that go with a picture: those that say something, and the serial number only with a single one. */
export function labelsFor(labels: Labels, pictures: number): Readonly<Record<string, string>> {
  const given = Object.entries(labels).map(([name, value]) => [name, value.trim()] as const);
  return Object.fromEntries(
    given.filter(([name, value]) => value !== '' && (name !== 'serial' || pictures === 1)),
  );
}
