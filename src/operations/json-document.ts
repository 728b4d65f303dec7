import { readFile } from 'node:fs/promises';
import type { Static, TSchema } from '#bundled/typebox';
import Value from '#bundled/typebox/value';
import { InspectError, storageError } from '../errors.ts';

/** What a text says when it follows a schema, else why it does not. */
export type Parsed<Document> =
  | { readonly document: Document; readonly fault: null }
  | { readonly fault: string };

/** Parses JSON and checks it against a schema. */
export function parseDocument<Schema extends TSchema>(schema: Schema, text: string): Parsed<Static<Schema>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'it is not JSON' };
  }
  if (Value.Check(schema, value)) return { document: value as Static<Schema>, fault: null };
  const first = Value.Errors(schema, value)[0];
  return { fault: `${first?.instancePath || 'the document'} ${first?.message}` };
}

/** The text of a file, or null when there is none. */
export async function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(cause => {
    if (cause.code === 'ENOENT') return null;
    if (cause.code === 'EISDIR')
      throw new InspectError('data_invalid', `${path} is a folder; expected a file. Check the path.`);
    throw storageError(cause, `reading ${path}`);
  });
}
