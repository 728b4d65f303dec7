import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NamedTensor, parseSafetensors } from '../../src/onnx/safetensors.ts';

/** How near a second implementation must come; which of them a stage has depends on what it computes. */
export interface Tolerance {
  /** Largest difference of one value; of all but `1 - share_of_values` of them where that is given. */
  readonly absolute?: number;
  readonly share_of_values?: number;
  /** Largest difference of any value where `share_of_values` lets some lie beyond `absolute`. */
  readonly largest?: number;
  /** Largest difference of one value as a share of the expected value. */
  readonly relative?: number;
  /** Largest Euclidean norm of the difference as a share of the norm of the expected array. */
  readonly relative_norm?: number;
  /** In words: what must be equal, and why a tolerance is not smaller. */
  readonly exact?: string;
  readonly indices?: string;
  readonly why?: string;
}

/** What golden.json says of one stage: its arrays with their shapes, the tolerance, and what they are. */
export interface StageNote {
  readonly arrays: Readonly<Record<string, readonly number[]>>;
  readonly tolerance: Tolerance;
  readonly what: string;
}

export interface GoldenNotes {
  readonly made_with: Readonly<Record<string, string>>;
  readonly stages: Readonly<Record<string, StageNote>>;
}

/** Arrays that another implementation computed, named `stage.array`. */
export interface GoldenSet {
  readonly name: 'bundled' | 'shared';
  /** Where the set lies; the tiny networks are beside it. */
  readonly folder: string;
  readonly notes: GoldenNotes;
  has(array: string): boolean;
  /** @throws Error that names the set when it has no such array. */
  read(array: string): NamedTensor;
}

const ROOT = join(import.meta.dirname, '..', '..');
const SHARED = join(ROOT, '..', 'shared');

/**
 * The folder `shared` beside the repository, with real photographs and ImageNet weights that may not be published
 * here; null where it is absent: `describe.skipIf(sharedFolder() === null)`.
 */
export function sharedFolder(): string | null {
  return existsSync(join(SHARED, 'golden', 'golden.json')) ? SHARED : null;
}

/** The project's own set and, where the shared folder is present, the larger one made from real photographs. */
export function goldenSets(): readonly GoldenSet[] {
  const bundled = readBundled(import.meta.dirname);
  const shared = sharedFolder();
  return shared === null ? [bundled] : [bundled, readShared(shared)];
}

function readBundled(folder: string): GoldenSet {
  return makeSet('bundled', folder, readNotes(folder), readTensors(join(folder, 'golden.safetensors')));
}

/** The shared set under the bundled set's names: its embedding starts from resnet18, and compact has a file of its own. */
function readShared(shared: string): GoldenSet {
  const folder = join(shared, 'golden');
  const notes = readNotes(folder);
  const tensors = new Map(readTensors(join(folder, 'golden.safetensors')));
  const compact = readTensors(join(shared, 'compact', 'compact_golden.safetensors'));
  const added: readonly (readonly [string, NamedTensor | undefined])[] = [
    ['embedding.layer2', tensors.get('resnet18.layer2')],
    ['embedding.layer3', tensors.get('resnet18.layer3')],
    ['compact.input', tensors.get('preprocess.small')],
    ['compact.head8', compact.get('head8')],
    ['compact.head16', compact.get('head16')],
  ];
  for (const [array, tensor] of added) if (tensor) tensors.set(array, tensor);
  const stages = { ...notes.stages };
  for (const stage of ['embedding', 'compact']) {
    const arrays = [...tensors]
      .filter(([array]) => array.startsWith(`${stage}.`))
      .map(([array, { shape }]) => [array, shape]);
    const note = stages[stage] ?? {
      tolerance: { relative_norm: 1e-4 },
      what: 'heads of the compact backbone for preprocess.small',
    };
    stages[stage] = { ...note, arrays: Object.fromEntries(arrays) };
  }
  return makeSet('shared', folder, { ...notes, stages }, tensors);
}

function makeSet(
  name: GoldenSet['name'],
  folder: string,
  notes: GoldenNotes,
  tensors: ReadonlyMap<string, NamedTensor>,
): GoldenSet {
  return {
    name,
    folder,
    notes,
    has: array => tensors.has(array),
    read: array => {
      const tensor = tensors.get(array);
      if (!tensor)
        throw new Error(
          `The ${name} golden set has no array ${array}; it has ${[...tensors.keys()].join(', ')}.`,
        );
      return tensor;
    },
  };
}

function readNotes(folder: string): GoldenNotes {
  return JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as GoldenNotes;
}

function readTensors(path: string): ReadonlyMap<string, NamedTensor> {
  return parseSafetensors(readFileSync(path), path).tensors;
}
