import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Value from '#bundled/typebox/value';
import { InspectError } from '../errors.ts';
import { sha256 } from '../files.ts';
import { MODEL_SCHEMA_VERSION, ModelConfig, type TrainingImages } from '../schemas/model.ts';

export const CONFIG = 'config.json';
export const CONFIG_HASH = 'config.sha256';

/**
 * Reads the configuration of the version in a folder.
 *
 * @throws InspectError `model_damaged`, `model_version`.
 */
export async function readConfig(
  place: string,
): Promise<{ readonly config: ModelConfig; readonly configSha256: string }> {
  const path = join(place, CONFIG);
  const bytes = await readModelFile(place, CONFIG);
  checkSchemaVersion(bytes, path);
  const recorded = (await readModelFile(place, CONFIG_HASH)).toString('utf8').slice(0, 64);
  if (sha256(bytes) !== recorded) throw damaged(path, `its SHA-256 is not the one in ${CONFIG_HASH}`);
  const config = checked(ModelConfig, bytes, path);
  if ((config.precision === 'int8') !== (config.activation_ranges !== undefined))
    throw damaged(path, 'a backbone in int8, and no other, has activation_ranges');
  return { config, configSha256: recorded };
}

/** Reads a file of a version and checks it against its hash. */
export async function readHashed(place: string, { files }: ModelConfig, name: string): Promise<Buffer> {
  const bytes = await readModelFile(place, name);
  if (sha256(bytes) === files[name]) return bytes;
  throw damaged(join(place, name), 'its SHA-256 is not the one that was recorded in training');
}

function checkSchemaVersion(bytes: Uint8Array, path: string): void {
  const found = parseJson(bytes, path)?.schema_version;
  if (!Number.isInteger(found)) throw damaged(path, 'it has no schema_version');
  if (found === MODEL_SCHEMA_VERSION) return;
  const newer = Number(found) > MODEL_SCHEMA_VERSION;
  throw new InspectError(
    'model_version',
    `The model ${path} has schema version ${found}; this program reads version ${MODEL_SCHEMA_VERSION}. ${newer ? 'Update the program' : 'Train the category again'}.`,
  );
}

async function readModelFile(place: string, name: string): Promise<Buffer> {
  return readFile(join(place, name)).catch(cause => {
    throw damaged(join(place, name), `it cannot be read (${cause.code})`, cause);
  });
}

/** Parses a document of a model and checks it against its schema. */
export function checked<Schema extends typeof ModelConfig | typeof TrainingImages>(
  schema: Schema,
  bytes: Uint8Array,
  path: string,
) {
  const value: unknown = parseJson(bytes, path);
  if (Value.Check(schema, value)) return value;
  const first = Value.Errors(schema, value)[0];
  throw damaged(path, `${first?.instancePath || 'the document'} ${first?.message}`);
}

function parseJson(bytes: Uint8Array, path: string) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw damaged(path, 'it is not JSON', cause);
  }
}

/** The error for a model file that is not what it should be. */
export function damaged(path: string, why: string, cause?: unknown): InspectError {
  return new InspectError(
    'model_damaged',
    `The model file ${path} is damaged: ${why}. Restore the file or train again.`,
    { cause },
  );
}
