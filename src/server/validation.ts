import type { FastifySchemaCompiler, FastifyTypeProvider } from 'fastify';
import type { Static, TSchema } from '#bundled/typebox';
import { Compile } from '#bundled/typebox/schema';
import { Convert, Default } from '#bundled/typebox/value';
import { InspectError } from '../errors.ts';
import { RequestError } from './problems.ts';

/** Types of requests and replies out of the schemas of a route. */
export interface SchemaTypes extends FastifyTypeProvider {
  readonly validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  readonly serializer: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
}

/** Checks the parts of a request against their schemas; text in paths and queries is read as what the schema names. */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = checkerOf(schema, httpPart ?? 'request');
  return data => {
    try {
      return { value: check(httpPart === 'body' ? data : converted(schema, data)) };
    } catch (error) {
      return { error: error as Error };
    }
  };
};

/** Reads the text of form fields as what the schema names. */
export function converted(schema: TSchema, fields: unknown): unknown {
  return Convert(schema, Default(schema, { ...(fields as object) }));
}

/**
 * A check that gives back what passes it.
 *
 * @param where what is checked, for messages
 * @throws InspectError `invalid_argument` naming the first thing that is wrong; RequestError `malformed` for text with a
 * character of code 0.
 */
export function checkerOf<Schema extends TSchema>(
  schema: Schema,
  where: string,
): (value: unknown) => Static<Schema> {
  const compiled = Compile(schema);
  return value => {
    refuseZeros(value);
    if (compiled.Check(value)) return value as Static<Schema>;
    const [, errors] = compiled.Errors(value);
    const { instancePath, message } = errors.at(-1) ?? { instancePath: '', message: 'is not acceptable' };
    const place = instancePath.slice(1).replaceAll('/', '.').slice(0, 80);
    throw new InspectError(
      'invalid_argument',
      `${where === 'body' ? 'The body' : `The ${where}`}${place ? `, at "${place}",` : ''} ${message}. See /docs for what is expected.`,
    );
  };
}

/**
 * No name and no text of a plant has such a character; PostgreSQL cannot keep it, and C programs end a text with it. Looks
 * into plain data however deep, and not into a body that is still to be read.
 */
function refuseZeros(value: unknown): void {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string' && next.includes('\0'))
      throw new RequestError(
        'malformed',
        'The request has a character of code 0 (%00 in a path, \\u0000 in JSON) in its text; expected text without.',
      );
    if (isPlain(next)) for (const [key, member] of Object.entries(next)) open.push(key, member);
  }
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
