import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isKept, keepBackbone, loadBackboneFile } from '../backbones/store.ts';
import type { Config } from '../config.ts';
import { InspectError, throwIfCancelled } from '../errors.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import { loadModel } from '../patchcore/artifact.ts';
import { readConfig, readHashed } from '../patchcore/model-files.ts';
import { checkVersion, nextVersion, syncFolder } from '../patchcore/versions.ts';
import type { ModelConfig } from '../schemas/model.ts';
import { withCategoryLock } from './category-lock.ts';
import { categoryModelFolder, keptBackbonesFolder } from './places.ts';
import { verifyVersion } from './verify-models.ts';
import { createZip, openZip, type ZipEntry, type ZipReader } from './zip.ts';

/** A version that was taken in; not in use until somebody activates it. Wire names. */
export interface ImportedVersion {
  readonly category: string;
  readonly version: string;
  readonly backbone: string;
}

/** The most that an archive of a model may unpack to. */
export const MOST_MODEL_BYTES = 8_000_000_000;
const MOST_FILES = 100_000;
const NAME =
  /^([A-Za-z0-9][\w.-]{0,99}|normal\/\d{5,9}\.(jpg|webp)|backbone\/[0-9a-f]{64}\.(safetensors|onnx))$/;
/** Equal versions make equal archives. */
const MADE = new Date('2000-01-01T00:00:00Z');

/**
 * A version as a ZIP archive, with the weights of its backbone: all that another machine needs.
 *
 * @throws InspectError `model_not_found`, `model_damaged` when a file is not as it was written.
 */
export async function exportModel(
  config: Pick<Config, 'modelsRoot'>,
  { category, version }: { readonly category: string; readonly version: string },
): Promise<Readable> {
  checkCategoryName(category);
  const folder = categoryModelFolder(config, category);
  await checkVersion(folder, category, version);
  const { problems } = await verifyVersion(config, category, version);
  if (problems.length > 0)
    throw new InspectError(
      'model_damaged',
      `${version} of "${category}" is damaged and is not handed out: ${problems.join('; ')}. Restore the files first.`,
    );
  const place = join(folder, version);
  const { backbone } = (await readConfig(place)).config;
  const zip = createZip();
  const add = (path: string, name: string) =>
    zip.addFile(path, name, { mtime: MADE, compress: false, mode: 0o100644 });
  const names = await readdir(place, { recursive: true, withFileTypes: true });
  const files = names
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  for (const path of files) add(path, path.slice(place.length + 1).replaceAll('\\', '/'));
  const kept = keptBackbonesFolder(config);
  const weights = (await readdir(kept)).find(name => name.startsWith(`${backbone.sha256}.`))!;
  add(join(kept, weights), `backbone/${weights}`);
  zip.end();
  return zip.outputStream as Readable;
}

/**
 * Takes such an archive in as the next version of its category. Nothing of it is trusted: names, sizes, schema, every
 * hash and the architecture of the backbone are checked before the version appears.
 *
 * @throws InspectError `data_invalid` for what is no such archive, `model_damaged`, `model_version`, `invalid_argument`
 * when it belongs to another category, `backbone_missing`, `backbone_invalid`, `locked`, `storage_full`, `cancelled`.
 */
export async function importModel(
  config: Pick<Config, 'modelsRoot'>,
  { category, file }: { readonly category: string; readonly file: string },
  signal?: AbortSignal,
): Promise<ImportedVersion> {
  checkCategoryName(category);
  const folder = categoryModelFolder(config, category);
  return withCategoryLock(folder, category, async () => {
    const temporary = join(folder, `.${randomUUID()}.tmp`);
    const place = join(temporary, 'v1');
    try {
      const names = await unpackModel(file, place, signal);
      const model = await checkedModel(place, category, names);
      await takeBackbone(config, place, model);
      await loadModel(temporary, category, 'v1');
      await rm(join(place, 'backbone'), { recursive: true, force: true });
      const version = await nextVersion(folder);
      await rename(place, join(folder, version));
      await syncFolder(folder);
      return { category, version, backbone: model.backbone.name };
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  });
}

async function unpackModel(file: string, place: string, signal?: AbortSignal): Promise<ReadonlySet<string>> {
  let zip: ZipReader | undefined;
  const names = new Set<string>();
  try {
    zip = await openZip(file, {});
    let bytes = 0;
    for await (const entry of zip.eachEntry()) {
      throwIfCancelled(signal);
      checkEntry(entry, names);
      bytes += entry.uncompressedSize;
      if (bytes > MOST_MODEL_BYTES) throw refused(`unpacks to more than ${MOST_MODEL_BYTES / 1e9} GB`);
      names.add(entry.fileName);
      const path = join(place, entry.fileName);
      await mkdir(dirname(path), { recursive: true });
      await pipeline(
        await zip.openReadStreamPromise(entry),
        createWriteStream(path, { flags: 'wx', flush: true }),
      );
    }
    return names;
  } catch (cause) {
    if (cause instanceof InspectError || (cause as NodeJS.ErrnoException).syscall) throw cause;
    throw refused(`cannot be read: ${(cause as Error).message.replace(/\.$/, '')}`);
  } finally {
    zip?.close();
  }
}

/** Names are of a few forms only, so none leads elsewhere. */
function checkEntry(entry: ZipEntry, names: ReadonlySet<string>): void {
  const name = JSON.stringify(entry.fileName.slice(0, 100));
  const type = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (!NAME.test(entry.fileName)) throw refused(`holds ${name}, which is no file of a model`);
  if (type !== 0 && type !== 0o100000)
    throw refused(`holds ${name}, which is a link or device and not a file`);
  if (entry.isEncrypted()) throw refused(`is encrypted (${name})`);
  if (names.has(entry.fileName)) throw refused(`holds ${name} twice`);
  if (names.size >= MOST_FILES) throw refused(`has more than ${MOST_FILES} files`);
}

async function checkedModel(
  place: string,
  category: string,
  names: ReadonlySet<string>,
): Promise<ModelConfig> {
  if (!names.has('config.json')) throw refused('has no config.json, so it is no model');
  const { config } = await readConfig(place);
  if (config.category !== category)
    throw new InspectError(
      'invalid_argument',
      `The archive holds a model of "${config.category}" and not of "${category}". Send it to the category that it belongs to.`,
    );
  const known = new Set(['config.json', 'config.sha256', ...Object.keys(config.files)]);
  const strange = [...names].find(name => !known.has(name) && !name.startsWith('backbone/'));
  if (strange) throw refused(`holds ${JSON.stringify(strange)}, which config.json does not name`);
  const missing = [...known].find(name => !names.has(name));
  if (missing) throw refused(`lacks ${JSON.stringify(missing.slice(0, 100))}, which config.json names`);
  for (const name of Object.keys(config.files)) await readHashed(place, config, name);
  return config;
}

async function takeBackbone(
  config: Pick<Config, 'modelsRoot'>,
  place: string,
  { backbone }: ModelConfig,
): Promise<void> {
  const kept = keptBackbonesFolder(config);
  if (await isKept(kept, backbone)) return;
  const ending = backbone.name === 'external' ? 'onnx' : 'safetensors';
  const path = join(place, 'backbone', `${backbone.sha256}.${ending}`);
  await access(path).catch(cause => {
    throw new InspectError(
      'backbone_missing',
      `The archive does not hold the weights of ${backbone.name} that its model needs, and they are not here. Export the model anew.`,
      { cause },
    );
  });
  const loaded = await loadBackboneFile(backbone.name, path);
  if (loaded.sha256 !== backbone.sha256) throw refused("holds a backbone that is not the model's");
  await keepBackbone(kept, loaded);
}

function refused(why: string): InspectError {
  return new InspectError(
    'data_invalid',
    `The archive of a model ${why}. Nothing of it was taken; expected what "inspectai models export" has written.`,
  );
}
