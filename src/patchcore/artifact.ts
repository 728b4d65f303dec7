import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import Value from 'typebox/value';
import { InspectError, storageError } from '../errors.ts';
import { sha256, writeDurably, writeFileAtomically } from '../files.ts';
import { MODEL_SCHEMA_VERSION, ModelConfig, TrainingImages } from '../schemas/model.ts';
import type { MemoryBank } from './memory-bank.ts';
import { decodeNpy, encodeNpy } from './npy.ts';

/** A model as it lies on disk. */
export interface Model {
  readonly config: ModelConfig;
  readonly bank: MemoryBank;
  readonly trainingImages: TrainingImages;
}

/** A model that has been read, with its version. */
export interface StoredModel extends Model {
  readonly version: string;
  readonly folder: string;
}

/** Everything of `ModelConfig` that is not derived from the files. */
export type ModelFacts = Omit<ModelConfig, 'files' | 'schema_version' | 'product'>;

const CURRENT = 'current';
const BANK = 'memory_bank.npy';
const PROVENANCE = 'provenance.npy';
const IMAGES = 'training_images.json';
const CONFIG = 'config.json';
const CONFIG_HASH = 'config.sha256';

/**
 * Writes a model as the next version of its category and makes it current. Readers see the old version or the new
 * one: files go to a temporary folder, are fsynced and renamed, and `current` is switched last.
 *
 * @param folder the category's folder
 * @returns the version's name
 * @throws InspectError `storage_full`, `storage_denied`.
 */
export async function saveModel(
  folder: string,
  facts: ModelFacts,
  bank: MemoryBank,
  trainingImages: TrainingImages,
): Promise<string> {
  const temporary = join(folder, `.${process.pid}.tmp`);
  const unfinished = [temporary];
  try {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true });
    const entries = bank.vectors.length / bank.dimensions;
    const files: Record<string, Uint8Array> = {
      [BANK]: encodeNpy({ data: bank.vectors, shape: [entries, bank.dimensions] }),
      [PROVENANCE]: encodeNpy({ data: bank.provenance, shape: [entries, 3] }),
      [IMAGES]: jsonBytes(trainingImages),
    };
    const hashes = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)]));
    files[CONFIG] = jsonBytes({
      schema_version: MODEL_SCHEMA_VERSION,
      product: 'inspectai',
      ...facts,
      files: hashes,
    });
    files[CONFIG_HASH] = Buffer.from(`${sha256(files[CONFIG])}  ${CONFIG}\n`);
    for (const [name, bytes] of Object.entries(files)) await writeDurably(join(temporary, name), bytes);
    const version = `v${Math.max(0, ...(await versionNumbers(folder))) + 1}`;
    await rename(temporary, join(folder, version));
    unfinished.push(join(folder, version));
    await syncFolder(folder);
    await activateVersion(folder, version);
    return version;
  } catch (cause) {
    for (const path of unfinished) await rm(path, { recursive: true, force: true }).catch(() => undefined);
    throw storageError(cause, `writing the model to ${folder}`);
  }
}

/** Removes what a process that was killed while it saved has left in a category's folder; needs the category's lock. */
export async function removeUnfinished(folder: string): Promise<void> {
  const unfinished = (await readdir(folder)).filter(name => /^\..+\.tmp$/.test(name));
  for (const name of unfinished) await rm(join(folder, name), { recursive: true, force: true });
}

/** Makes a version the one that inspections use. */
export async function activateVersion(folder: string, version: string): Promise<void> {
  await writeFileAtomically(join(folder, CURRENT), `${version}\n`);
}

/** The version that inspections use, or null when the category has no model. */
export async function currentVersion(folder: string): Promise<string | null> {
  const text = await readFile(join(folder, CURRENT), 'utf8').catch(() => null);
  return text === null ? null : text.trim();
}

/**
 * Reads a model and checks every file against its hash.
 *
 * @param version a version's name; the current one when left out
 * @throws InspectError `model_not_found`, `model_damaged`, `model_version`.
 */
export async function loadModel(folder: string, category: string, version?: string): Promise<StoredModel> {
  const wanted = version ?? (await currentVersion(folder));
  if (wanted === null) {
    throw new InspectError(
      'model_not_found',
      `There is no trained model of "${category}" in ${folder}. Run "inspectai train --category ${category}" first.`,
    );
  }
  if (!/^v[1-9]\d*$/.test(wanted))
    throw damaged(join(folder, CURRENT), `it says "${wanted.slice(0, 40)}" and not a version such as v1`);
  const place = join(folder, wanted);
  const config = await readConfig(place);
  const read = async (name: string) => {
    const bytes = await readModelFile(place, name);
    if (sha256(bytes) !== config.files[name])
      throw damaged(join(place, name), 'its SHA-256 is not the one that was recorded in training');
    return bytes;
  };
  const vectors = decodeNpy(await read(BANK), join(place, BANK));
  const provenance = decodeNpy(await read(PROVENANCE), join(place, PROVENANCE));
  const trainingImages = checked(TrainingImages, await read(IMAGES), join(place, IMAGES));
  if (vectors.shape[1] !== config.dimensions || provenance.shape[0] !== vectors.shape[0])
    throw damaged(join(place, BANK), 'its shape does not fit the configuration');
  const bank = {
    vectors: vectors.data as Float32Array,
    dimensions: config.dimensions,
    provenance: provenance.data as Int32Array,
  };
  return { config, bank, trainingImages, version: wanted, folder: place };
}

/** Version numbers in a category's folder, in no order. */
async function versionNumbers(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder);
  return names.flatMap(name => /^v([1-9]\d*)$/.exec(name)?.[1] ?? []).map(Number);
}

async function readConfig(place: string): Promise<ModelConfig> {
  const path = join(place, CONFIG);
  const bytes = await readModelFile(place, CONFIG);
  checkSchemaVersion(bytes, path);
  const recorded = (await readModelFile(place, CONFIG_HASH)).toString('utf8').slice(0, 64);
  if (sha256(bytes) !== recorded) throw damaged(path, `its SHA-256 is not the one in ${CONFIG_HASH}`);
  const config = checked(ModelConfig, bytes, path);
  if ((config.precision === 'int8') !== (config.activation_ranges !== undefined))
    throw damaged(path, 'a backbone in int8, and no other, has activation_ranges');
  return config;
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

function checked<Schema extends typeof ModelConfig | typeof TrainingImages>(
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

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // folders cannot be opened there
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

function jsonBytes(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

function damaged(path: string, why: string, cause?: unknown): InspectError {
  return new InspectError(
    'model_damaged',
    `The model file ${path} is damaged: ${why}. Restore the file or train again.`,
    { cause },
  );
}
