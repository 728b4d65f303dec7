import type { Static, TSchema } from '#bundled/typebox';
import { Compile } from '#bundled/typebox/schema';
import { InspectError } from '../errors.ts';

/** Schemas made fast, each when it is first used. */
const compiled = new WeakMap<TSchema, ReturnType<typeof Compile>>();

/** @throws InspectError `invalid_argument` naming the first member that does not follow the schema. */
export function checkInput<Schema extends TSchema>(
  schema: Schema,
  value: Static<Schema>,
  what: string,
): void {
  const check = compiled.get(schema) ?? Compile(schema);
  compiled.set(schema, check);
  if (check.Check(value)) return;
  const [, errors] = check.Errors(value);
  const first = errors.at(-1);
  throw new InspectError(
    'invalid_argument',
    `${what} cannot be taken: ${first?.instancePath || 'it'} ${first?.message}. Correct it and send it again.`,
  );
}
