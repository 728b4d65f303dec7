import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InspectError, storageError } from '../errors.ts';
import { sha256, sha256OfFile, writeFileAtomically } from '../files.ts';
import { createGraph } from '../onnx/graph.ts';
import { parseSafetensors } from '../onnx/safetensors.ts';
import { addBackbone, BACKBONES, builtInBackbone, EXTERNAL } from './registry.ts';

/** A backbone whose weights are in memory. */
export interface LoadedBackbone {
  readonly name: string;
  /** Where the weights came from, for messages. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** SHA-256 of the weights file: the backbone's identity. */
  readonly sha256: string;
}

/** The backbone that the product prefers when its weights are on this machine. */
export const PREFERRED_BACKBONE = 'wide_resnet50_2';
const SHIPPED_BACKBONE = 'compact';
const SHIPPED_WEIGHTS = new URL('../../assets/compact/compact.safetensors', import.meta.url);

/** The backbone to use when none was chosen: wide_resnet50_2 once it has been pulled, else the shipped one. */
export async function defaultBackbone(cacheRoot: string): Promise<string> {
  return (await isCached(cacheRoot, PREFERRED_BACKBONE)) ? PREFERRED_BACKBONE : SHIPPED_BACKBONE;
}

/** The cached weights file of a backbone, whether or not it exists. */
export function cachedWeights(cacheRoot: string, name: string): string {
  return join(cacheRoot, `${name}.safetensors`);
}

/** Whether `backbone pull` or `import` has put this backbone on the machine. */
export async function isCached(cacheRoot: string, name: string): Promise<boolean> {
  return access(cachedWeights(cacheRoot, name)).then(
    () => true,
    () => false,
  );
}

/**
 * Loads a backbone by name from the product or the cache.
 *
 * @throws InspectError `backbone_unknown`, or `backbone_missing` with what to do.
 */
export async function loadNamedBackbone(cacheRoot: string, name: string): Promise<LoadedBackbone> {
  if (name === EXTERNAL)
    throw new InspectError(
      'invalid_argument',
      'The backbone "external" is your own ONNX file: name it with --weights FILE.onnx.',
    );
  builtInBackbone(name);
  if (name === SHIPPED_BACKBONE)
    return loadFile(name, fileURLToPath(SHIPPED_WEIGHTS), await readFile(SHIPPED_WEIGHTS));
  if (await isCached(cacheRoot, name)) return loadBackboneFile(name, cachedWeights(cacheRoot, name));
  throw new InspectError(
    'backbone_missing',
    `The weights of ${name} are not on this machine (looked in ${cacheRoot}). Run "inspectai backbone pull ${name}" where there is a network, or "inspectai backbone import ${name} FILE", or name the file with --weights.`,
  );
}

/**
 * Loads a backbone from a weights file; without a name it is recognised from the file.
 *
 * @throws InspectError `data_not_found`, `backbone_invalid`.
 */
export async function loadBackboneFile(name: string | null, path: string): Promise<LoadedBackbone> {
  const bytes = await readFile(path).catch(cause => {
    throw new InspectError(
      'data_not_found',
      `Cannot read the weights file ${path} (${cause.code}). Check the path.`,
      { cause },
    );
  });
  const backbone = loadFile(name ?? recogniseBackbone(bytes, path), path, bytes);
  if (backbone.name !== EXTERNAL) checkArchitecture(backbone);
  return backbone;
}

/** @throws InspectError `backbone_invalid` unless the file holds the tensors of the named architecture. */
function checkArchitecture(backbone: LoadedBackbone): void {
  const graph = createGraph('check');
  addBackbone(graph, { name: 'pixels' }, backbone.name, backbone, ['layer2', 'layer3']);
}

/**
 * Copies a backbone's weights beside the models that need them, named by their hash, so that a models folder works on
 * another machine. Does nothing when they are already there as they should be.
 */
export async function keepBackbone(folder: string, backbone: LoadedBackbone): Promise<void> {
  try {
    if (await isKept(folder, backbone)) return;
    await mkdir(folder, { recursive: true });
    await writeFileAtomically(keptFile(folder, backbone), backbone.bytes);
  } catch (cause) {
    throw storageError(cause, `keeping the backbone's weights in ${folder}`);
  }
}

/** Whether `keepBackbone` has put these weights there, and nobody has altered them since. */
export async function isKept(
  folder: string,
  identity: Pick<LoadedBackbone, 'name' | 'sha256'>,
): Promise<boolean> {
  return sha256OfFile(keptFile(folder, identity)).then(
    found => found === identity.sha256,
    () => false,
  );
}

/**
 * Loads the weights that `keepBackbone` put beside the models.
 *
 * @throws InspectError `backbone_missing`, or `model_damaged` when they no longer have their hash.
 */
export async function loadKeptBackbone(
  folder: string,
  identity: Pick<LoadedBackbone, 'name' | 'sha256'>,
): Promise<LoadedBackbone> {
  const path = keptFile(folder, identity);
  const bytes = await readFile(path).catch(cause => {
    throw new InspectError(
      'backbone_missing',
      `The weights of ${identity.name} that the model was trained with are missing (${path}). Copy the whole models folder, or name the file with --weights.`,
      { cause },
    );
  });
  const backbone = loadFile(identity.name, path, bytes);
  if (backbone.sha256 !== identity.sha256) {
    throw new InspectError(
      'model_damaged',
      `The backbone's weights ${path} have been altered: their SHA-256 is ${backbone.sha256}. Restore the file or train again.`,
    );
  }
  return backbone;
}

function keptName({ name, sha256 }: Pick<LoadedBackbone, 'name' | 'sha256'>): string {
  return `${sha256}.${name === EXTERNAL ? 'onnx' : 'safetensors'}`;
}

function keptFile(folder: string, identity: Pick<LoadedBackbone, 'name' | 'sha256'>): string {
  return join(folder, keptName(identity));
}

function loadFile(name: string, path: string, bytes: Uint8Array): LoadedBackbone {
  return { name, path, bytes, sha256: sha256(bytes) };
}

/** Which architecture a weights file fits; ONNX files are external backbones. */
function recogniseBackbone(bytes: Uint8Array, path: string): string {
  if (path.toLowerCase().endsWith('.onnx')) return EXTERNAL;
  parseSafetensors(bytes, path);
  const fitting = BACKBONES.find(({ name }) => fits({ name, path, bytes, sha256: '' }));
  if (fitting) return fitting.name;
  const known = BACKBONES.map(backbone => backbone.name).join(', ');
  throw new InspectError(
    'backbone_invalid',
    `${path} does not hold the weights of any known backbone (${known}).`,
  );
}

function fits(backbone: LoadedBackbone): boolean {
  try {
    checkArchitecture(backbone);
    return true;
  } catch (cause) {
    if (cause instanceof InspectError && cause.code === 'backbone_invalid') return false;
    throw cause;
  }
}
