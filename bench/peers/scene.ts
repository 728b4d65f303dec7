import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModel, type StoredModel } from '../../src/patchcore/artifact.ts';
import { decodeNpy, encodeNpy } from '../../src/patchcore/npy.ts';
import { CATEGORY, type DrawnPictures, drawnPictures } from '../drawn-pictures.ts';
import type { BenchContext } from '../harness.ts';
import { type PatchVectors, PREPROCESSING, patchVectors, projectedVectors } from '../patch-vectors.ts';
import { type BenchBackbone, randomBackbone } from '../random-weights.ts';
import { type TrainedCategory, trainedCategory } from '../trained-category.ts';
import type { Peer } from './peer.ts';

/** What both sides work on. */
export interface Scene {
  readonly context: BenchContext;
  readonly peer: Peer;
  readonly pictures: DrawnPictures;
  /** A picture that needs no resizing. */
  readonly exact: string;
  readonly backbone: BenchBackbone;
  /** Our float32 model of these pictures. */
  readonly trained: TrainedCategory;
  readonly model: StoredModel;
  /** All training patches, projected to 128 dimensions. */
  readonly points: PatchVectors;
}

/** One row of the comparison; wire names. */
export interface PeerRow {
  readonly name: string;
  readonly ours_ms: number;
  readonly peer_ms: number;
  /** How many times as long the peer takes. */
  readonly ratio: number;
  /** Largest difference between the results of both sides, in the unit of the result. */
  readonly max_score_difference: number;
}

/** 209 pictures of 784 patches: a tenth of them is a bank of 16,385 rows. */
const PICTURES = 209;

/** Draws the pictures, makes the weights, trains our model, and hands weights, bank and pictures to the peer. */
export async function prepareScene(context: BenchContext, peer: Peer): Promise<Scene> {
  const { temporary, seed, options } = context;
  const pictures = await drawnPictures(context, PICTURES, 256);
  const exact = (await drawnPictures(context, 1, PREPROCESSING.imageSize)).test[0]!;
  const backbone: BenchBackbone = {
    backbone: await randomBackbone('wide_resnet50_2', temporary, seed),
    weights: 'random',
  };
  const trained = await trainedCategory(context, backbone, pictures);
  const model = await loadModel(join(trained.config.modelsRoot, CATEGORY), CATEGORY);
  context.note('projecting all training patches');
  const all = await patchVectors(backbone.backbone, pictures.train, options);
  const points = await projectedVectors(all, seed, options);
  await peer.ask({
    do: 'load',
    weights: backbone.backbone.path,
    bank: join(model.folder, 'memory_bank.npy'),
    points: await handOver(context, 'points', points),
    pictures: [...pictures.test, exact],
  });
  return { context, peer, pictures, exact, backbone, trained, model, points };
}

/** Writes vectors where the peer can read them, and returns the path. */
export async function handOver(
  { temporary }: Pick<BenchContext, 'temporary'>,
  name: string,
  { vectors, dimensions }: Pick<PatchVectors, 'vectors' | 'dimensions'>,
): Promise<string> {
  const path = join(temporary, `${name}.npy`);
  await writeFile(path, encodeNpy({ data: vectors, shape: [vectors.length / dimensions, dimensions] }));
  return path;
}

/** Reads an array that the peer has written. */
export async function readArray(path: string): Promise<Float32Array> {
  return decodeNpy(await readFile(path), path).data as Float32Array;
}

/** The largest absolute difference of two arrays of the same length. */
export function largestDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length)
    throw new Error(`Expected as many values as the peer's ${theirs.length}, found ${ours.length}.`);
  let largest = 0;
  for (let i = 0; i < ours.length; i++) largest = Math.max(largest, Math.abs(ours[i]! - theirs[i]!));
  return largest;
}
