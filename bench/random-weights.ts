import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  isCached,
  type LoadedBackbone,
  loadBackboneFile,
  loadNamedBackbone,
} from '../src/backbones/store.ts';
import { loadConfig } from '../src/load-config.ts';
import { normal, type Random, randomFor } from '../src/random.ts';
import { encodeSafetensors, type NamedFloats } from './safetensors-file.ts';
import { traceBackbone } from './traced-network.ts';

/** A backbone to measure with, and whether its weights are the trained ones. */
export interface BenchBackbone {
  readonly backbone: LoadedBackbone;
  readonly weights: 'trained' | 'random';
}

const LAYERS = ['layer2', 'layer3'] as const;
/** Scale of the batch norm that ends a residual branch: keeps the sum of many branches from growing. */
const BRANCH_SCALE = 0.4;

/** The weights that ship or have been pulled; else random ones of the right shapes, written to `folder`. */
export async function benchBackbone(name: string, folder: string, seed: number): Promise<BenchBackbone> {
  const root = loadConfig({}).config.backbonesRoot;
  if (name === 'compact') return trained(await loadBackboneFile(name, 'assets/compact/compact.safetensors'));
  if (await isCached(root, name)) return trained(await loadNamedBackbone(root, name));
  return { backbone: await randomBackbone(name, folder, seed), weights: 'random' };
}

/**
 * Random weights of a residual network up to layer3, batch norms apart, as a safetensors file in `folder`. Kernels are
 * normal with He's deviation and the norms near 1, so that activations neither vanish nor explode.
 */
export async function randomBackbone(name: string, folder: string, seed: number): Promise<LoadedBackbone> {
  const path = join(folder, `${name}-random-${seed}.safetensors`);
  await writeFile(path, encodeSafetensors(randomTensors(name, seed)));
  return loadBackboneFile(name, path);
}

/** The tensors by their names in torchvision. */
export function randomTensors(name: string, seed: number): ReadonlyMap<string, NamedFloats> {
  const tensors = new Map<string, NamedFloats>();
  for (const { name: convolution, shape, batchNorm, relu } of traceBackbone(name, LAYERS, 224)) {
    const random = randomFor('bench weights', seed, convolution);
    const [outputs, inputs, size] = shape;
    const deviation = Math.sqrt(2 / (inputs * size ** 2));
    const fill = (length: number, value: () => number) => Float32Array.from({ length }, value);
    tensors.set(`${convolution}.weight`, {
      shape: [outputs, inputs, size, size],
      data: fill(outputs * inputs * size ** 2, () => deviation * normal(random)),
    });
    if (batchNorm === undefined) {
      tensors.set(`${convolution}.bias`, { shape: [outputs], data: new Float32Array(outputs) });
      continue;
    }
    for (const [part, value] of Object.entries(batchNormValues(random, relu ? 1 : BRANCH_SCALE)))
      tensors.set(`${batchNorm}.${part}`, { shape: [outputs], data: fill(outputs, value) });
  }
  return tensors;
}

function batchNormValues(random: Random, scale: number): Readonly<Record<string, () => number>> {
  return {
    weight: () => scale * (1 + 0.2 * normal(random)),
    bias: () => 0.1 * normal(random),
    running_mean: () => 0.1 * normal(random),
    running_var: () => 1 + 0.3 * (random() - 0.5),
  };
}

function trained(backbone: LoadedBackbone): BenchBackbone {
  return { backbone, weights: 'trained' };
}
