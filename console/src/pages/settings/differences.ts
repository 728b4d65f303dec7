/** A member that has another value after a change; undefined where it was not there. */
export interface Difference {
  /** Such as `role`, or `thresholds.image` for one inside of another. */
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What differs between two JSON values as text, member by member; a value that is no object has the field "". */
export function differencesOf(before: unknown, after: unknown): readonly Difference[] {
  const [was, is] = [membersOf(before), membersOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter(field => was.get(field) !== is.get(field))
    .map(field => ({ field, before: was.get(field), after: is.get(field) }));
}

function membersOf(value: unknown, path = ''): ReadonlyMap<string, string> {
  if (value === null || value === undefined) return new Map(path ? [[path, 'null']] : []);
  if (typeof value !== 'object') return new Map([[path, String(value)]]);
  if (Array.isArray(value)) return new Map([[path, value.map(shown).join(', ')]]);
  const members = Object.entries(value).flatMap(([name, member]) => [
    ...membersOf(member, path ? `${path}.${name}` : name),
  ]);
  return new Map(members);
}

const shown = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
