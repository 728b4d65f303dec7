import type { Static, TSchema } from 'typebox';
import Value from 'typebox/value';
import { InspectError } from '../errors.ts';

/** @throws InspectError `invalid_argument` naming the first member that does not follow the schema. */
export function checkInput<Schema extends TSchema>(
  schema: Schema,
  value: Static<Schema>,
  what: string,
): void {
  if (Value.Check(schema, value)) return;
  const first = Value.Errors(schema, value)[0];
  throw new InspectError(
    'invalid_argument',
    `${what} cannot be taken: ${first?.instancePath || 'it'} ${first?.message}. Correct it and send it again.`,
  );
}
