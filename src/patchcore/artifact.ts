import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InspectError, storageError } from '../errors.ts';
import { sha256, writeAllDurably } from '../files.ts';
import { MODEL_SCHEMA_VERSION, type ModelConfig, TrainingImages } from '../schemas/model.ts';
import { type ApproximateIndex, loadIndex, serializeGraph } from './approximate-index.ts';
import { decodeAxes, encodeAxes } from './axes-file.ts';
import type { MemoryBank } from './memory-bank.ts';
import { CONFIG, CONFIG_HASH, checked, damaged, readConfig, readHashed } from './model-files.ts';
import { decodeNpy, encodeNpy } from './npy.ts';
import { CURRENT, currentVersion, isVersionName, nextVersion, syncFolder } from './versions.ts';

/** A model as it lies on disk. */
export interface Model {
  readonly config: ModelConfig;
  readonly bank: MemoryBank;
  readonly trainingImages: TrainingImages;
  /** Of a model whose bank is searched through an index. */
  readonly index?: ApproximateIndex | undefined;
}

/** A model that has been read, with its version. */
export interface StoredModel extends Model {
  readonly version: string;
  readonly folder: string;
  /** SHA-256 of config.json, which holds the hashes of all other files: the identity of the version. */
  readonly configSha256: string;
}

/** What a version holds besides its configuration. */
export interface VersionContent extends Omit<Model, 'config'> {
  /** Further files by name; they are hashed with the others and read with `readAttachment`. */
  readonly attachments?: Readonly<Record<string, Uint8Array>> | undefined;
}

/** Everything of `ModelConfig` that is not derived from the files. */
export type ModelFacts = Omit<ModelConfig, 'files' | 'schema_version' | 'product'>;

const BANK = 'memory_bank.npy';
const PROVENANCE = 'provenance.npy';
const IMAGES = 'training_images.json';
const INDEX = 'index.usearch';
const INDEX_AXES = 'index_axes.npy';

/**
 * Writes a model as the next version of its category, which `activateVersion` then makes current. Files go to a
 * temporary folder, are fsynced and renamed, so a version is whole or not there.
 *
 * @param folder the category's folder
 * @returns the version's name
 * @throws InspectError `storage_full`, `storage_denied`.
 */
export async function writeVersion(
  folder: string,
  facts: ModelFacts,
  { bank, trainingImages, index, attachments }: VersionContent,
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
      ...(index && { [INDEX]: await serializeGraph(index), [INDEX_AXES]: encodeAxes(index.axes) }),
      ...attachments,
    };
    const hashes = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)]));
    files[CONFIG] = jsonBytes({
      schema_version: MODEL_SCHEMA_VERSION,
      product: 'inspectai',
      ...facts,
      files: hashes,
    });
    files[CONFIG_HASH] = Buffer.from(`${sha256(files[CONFIG])}  ${CONFIG}\n`);
    await writeAllDurably(temporary, files);
    const version = await nextVersion(folder);
    await rename(temporary, join(folder, version));
    unfinished.push(join(folder, version));
    await syncFolder(folder);
    return version;
  } catch (cause) {
    for (const path of unfinished) await rm(path, { recursive: true, force: true }).catch(() => undefined);
    throw storageError(cause, `writing the model to ${folder}`);
  }
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
  if (!isVersionName(wanted))
    throw damaged(join(folder, CURRENT), `it says "${wanted.slice(0, 40)}" and not a version such as v1`);
  const place = join(folder, wanted);
  const { config, configSha256 } = await readConfig(place);
  const read = (name: string) => readHashed(place, config, name);
  const vectors = decodeNpy(await read(BANK), join(place, BANK));
  const provenance = decodeNpy(await read(PROVENANCE), join(place, PROVENANCE));
  const trainingImages = await readTrainingImages({ folder: place, config });
  if (vectors.shape[1] !== config.dimensions || provenance.shape[0] !== vectors.shape[0])
    throw damaged(join(place, BANK), 'its shape does not fit the configuration');
  const bank = {
    vectors: vectors.data as Float32Array,
    dimensions: config.dimensions,
    provenance: provenance.data as Int32Array,
  };
  const model = { config, bank, trainingImages, version: wanted, folder: place, configSha256 };
  if (!config.index) return model;
  const axes = decodeAxes(await read(INDEX_AXES), join(place, INDEX_AXES));
  await read(INDEX);
  return { ...model, index: await loadIndex(axes, join(place, INDEX)) };
}

/**
 * Reads a further file of a model and checks it against its hash; null when the model has none of that name.
 *
 * @throws InspectError `model_damaged`.
 */
export async function readAttachment(
  { folder, config }: Pick<StoredModel, 'folder' | 'config'>,
  name: string,
): Promise<Uint8Array | null> {
  return Object.hasOwn(config.files, name) ? readHashed(folder, config, name) : null;
}

/**
 * The training pictures of a model, in the order that provenance counts them in.
 *
 * @throws InspectError `model_damaged`.
 */
export async function readTrainingImages({
  folder,
  config,
}: Pick<StoredModel, 'folder' | 'config'>): Promise<TrainingImages> {
  return checked(TrainingImages, await readHashed(folder, config, IMAGES), join(folder, IMAGES));
}

/** The names of a model's further files. */
export function attachmentNames({ config }: Pick<StoredModel, 'config'>): readonly string[] {
  return Object.keys(config.files).filter(
    name => ![BANK, PROVENANCE, IMAGES, INDEX, INDEX_AXES].includes(name),
  );
}

function jsonBytes(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}
