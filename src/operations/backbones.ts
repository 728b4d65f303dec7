import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { huggingFaceFile } from '../backbones/hugging-face.ts';
import { BACKBONES, builtInBackbone, EXTERNAL } from '../backbones/registry.ts';
import {
  cachedWeights,
  defaultBackbone,
  isCached,
  type LoadedBackbone,
  loadBackboneFile,
  loadNamedBackbone,
} from '../backbones/store.ts';
import type { Config } from '../config.ts';
import { InspectError, storageError } from '../errors.ts';
import { writeFileAtomically } from '../files.ts';
import { chooseDevice } from '../onnx/device.ts';
import { greySquare } from '../patchcore/feature-extractor.ts';
import { openFeatures } from '../patchcore/features.ts';
import { inputSize } from '../patchcore/preprocess.ts';
import type { BackboneCheck, BackboneRecord, BackboneStatus } from '../schemas/backbone.ts';
import { preprocessingOf } from './choose-preprocessing.ts';
import type { Run } from './reporter.ts';

/** The backbones that there are, and which of them are on this machine. */
export async function listBackbones({ backbonesRoot }: Config): Promise<readonly BackboneStatus[]> {
  const standard = await defaultBackbone(backbonesRoot);
  return Promise.all(
    BACKBONES.map(async ({ name, description, repository, sizeMegabytes }) => {
      const available = repository === null || (await isCached(backbonesRoot, name));
      const path = available
        ? repository === null
          ? 'shipped with the product'
          : cachedWeights(backbonesRoot, name)
        : null;
      return {
        name,
        description,
        available,
        is_default: name === standard,
        path,
        size_megabytes: sizeMegabytes,
        repository,
      };
    }),
  );
}

/**
 * The repository that a backbone is downloaded from.
 *
 * @throws InspectError `backbone_unknown`, `invalid_argument` for one that is not downloaded.
 */
export function checkPulled(name: string): string {
  const { repository } = name === EXTERNAL ? { repository: null } : builtInBackbone(name);
  if (repository !== null) return repository;
  throw new InspectError(
    'invalid_argument',
    `The backbone "${name}" is not downloaded: ${name === EXTERNAL ? 'it is your own file' : 'it ships with the product'}.`,
  );
}

/**
 * Downloads a backbone's weights into the cache. They take their place only after size, SHA-256 and architecture have
 * been checked.
 *
 * @throws InspectError `backbone_unknown`, `download_failed`, `backbone_invalid`, `locked`, `storage_full`, `cancelled`.
 */
export async function pullBackbone(
  config: Config,
  name: string,
  { reporter, signal }: Run,
): Promise<BackboneRecord> {
  const repository = checkPulled(name);
  const arriving = join(config.backbonesRoot, '.arriving', `${name}.safetensors`);
  const file = await huggingFaceFile({
    endpoint: config.hfEndpoint,
    repository,
    path: arriving,
    backboneName: name,
    signal,
    onProgress: ({ doneBytes, totalBytes }) =>
      reporter.progress(
        `pulling ${name} (kB)`,
        Math.round(doneBytes / 1000),
        totalBytes === undefined ? null : Math.round(totalBytes / 1000),
      ),
  });
  await loadBackboneFile(name, arriving).catch(async cause => {
    await rm(arriving, { force: true });
    throw cause;
  });
  const path = cachedWeights(config.backbonesRoot, name);
  await rename(arriving, path).catch(cause => {
    throw storageError(cause, `moving the weights to ${path}`);
  });
  return record(config, {
    name,
    path,
    source: file.url,
    sha256: file.sha256,
    size_bytes: file.sizeBytes,
    hash_checked: file.hashChecked,
  });
}

/**
 * Copies a weights file into the cache, for machines without a network.
 *
 * @param source where it came from, for the record
 * @throws InspectError `backbone_invalid` when the file is not of that architecture.
 */
export async function importBackbone(
  config: Config,
  name: string,
  path: string,
  source = path,
): Promise<BackboneRecord> {
  if (name === EXTERNAL)
    throw new InspectError(
      'invalid_argument',
      'An external ONNX backbone is not imported: name it with --weights FILE.onnx when you train; it is kept beside the model.',
    );
  builtInBackbone(name);
  const backbone = await loadBackboneFile(name, path);
  const target = cachedWeights(config.backbonesRoot, name);
  await writeFileAtomically(target, backbone.bytes);
  return record(config, {
    name,
    path: target,
    source,
    sha256: backbone.sha256,
    size_bytes: backbone.bytes.length,
    hash_checked: true,
  });
}

/**
 * Loads a backbone, compares it with what was recorded when it came, and computes features once.
 *
 * @throws InspectError `backbone_missing`, `backbone_invalid`.
 */
export async function checkBackbone(config: Config, name: string): Promise<BackboneCheck> {
  const backbone =
    config.weights === null
      ? await loadNamedBackbone(config.backbonesRoot, name)
      : await loadBackboneFile(name, config.weights);
  await compareWithRecord(config, backbone);
  const { device } = await chooseDevice(config);
  const preprocessing = preprocessingOf(config);
  const extractor = await openFeatures(
    backbone,
    { layers: config.layers, preprocessing },
    { device, threads: config.threads },
  );
  try {
    const started = performance.now();
    await extractor.extract(greySquare(inputSize(preprocessing)));
    const featuresMs = performance.now() - started;
    const { grid, dimensions } = extractor;
    return {
      name: backbone.name,
      path: backbone.path,
      sha256: backbone.sha256,
      grid: `${grid.height} x ${grid.width}`,
      dimensions,
      features_ms: featuresMs,
    };
  } finally {
    await extractor.close();
  }
}

async function compareWithRecord(
  { backbonesRoot }: Config,
  { name, path, sha256 }: LoadedBackbone,
): Promise<void> {
  if (path !== cachedWeights(backbonesRoot, name)) return;
  const recorded = await readFile(recordPath(backbonesRoot, name), 'utf8')
    .then(text => JSON.parse(text) as Partial<BackboneRecord>)
    .catch(() => null);
  if (!recorded || recorded.sha256 === sha256) return;
  throw new InspectError(
    'backbone_invalid',
    `The weights ${path} have changed since they came: their SHA-256 is ${sha256}, recorded was ${recorded.sha256}. Pull or import ${name} again.`,
  );
}

async function record({ backbonesRoot }: Config, facts: BackboneRecord): Promise<BackboneRecord> {
  await writeFileAtomically(recordPath(backbonesRoot, facts.name), `${JSON.stringify(facts, null, 2)}\n`);
  return facts;
}

function recordPath(backbonesRoot: string, name: string): string {
  return join(backbonesRoot, `${name}.json`);
}
