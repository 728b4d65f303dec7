import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { encodePng, readImage } from '../src/image/codec.ts';
import { randomFor } from '../src/random.ts';
import { drawSample, type SampleOptions } from '../src/sample/draw-sample.ts';
import type { BenchContext } from './harness.ts';

/** The product that is drawn for all benchmarks, and how it is called in data set and models. */
export const CATEGORY = 'washer';

/** Pictures of one drawn product on disk. */
export interface DrawnPictures {
  /** Data set root in MVTec layout. */
  readonly root: string;
  /** Good pictures to train on. */
  readonly train: readonly string[];
  /** Good and defective pictures that no training sees. */
  readonly test: readonly string[];
}

/** Draws pictures of the sample product, `sizePx` square, or finds those that an earlier run has drawn. */
export async function drawnPictures(
  { kept, seed, note }: Pick<BenchContext, 'kept' | 'seed' | 'note'>,
  trainGood: number,
  sizePx: number,
): Promise<DrawnPictures> {
  const root = join(kept, `${sizePx}px-${trainGood}-seed${seed}`);
  const options: SampleOptions = {
    root,
    categories: [CATEGORY],
    seed,
    sizePx,
    trainGood,
    testGood: 4,
    testPerDefect: 1,
    onProgress: ({ done, total }) => {
      if (done === 1) note(`drawing ${total} pictures of ${sizePx} px into ${root}`);
    },
  };
  await drawSample(options);
  const folder = join(root, CATEGORY);
  return {
    root,
    train: await picturesIn(join(folder, 'train', 'good')),
    test: (
      await Promise.all(
        (await readdir(join(folder, 'test'))).sort().map(type => picturesIn(join(folder, 'test', type))),
      )
    ).flat(),
  };
}

/** The most pictures of one seed; see `drawSample`. */
const MOST = 1_000;

/** Draws any number of training pictures that are all different, with as many seeds as that takes. */
export async function manyDrawnPictures(
  context: Pick<BenchContext, 'kept' | 'seed' | 'note'>,
  trainGood: number,
  sizePx: number,
): Promise<Pick<DrawnPictures, 'train' | 'test'>> {
  const first = await drawnPictures(context, Math.min(trainGood, MOST), sizePx);
  if (trainGood <= MOST) return first;
  const rest = await manyDrawnPictures({ ...context, seed: context.seed + 1 }, trainGood - MOST, sizePx);
  return { train: [...first.train, ...rest.train], test: first.test };
}

/** Pixels that tell a varied picture from the drawn one: enough that no two files and no two pictures are the same. */
const VARIED_PIXELS = 500;
const DRAWN = 64;

/**
 * Makes many training pictures quickly: 64 are drawn, the others are those with a few pixels changed, each in its own
 * way. For time and memory they are as good as any; nothing may be learned from them.
 */
export async function variedPictures(
  context: Pick<BenchContext, 'kept' | 'seed' | 'note'>,
  trainGood: number,
  sizePx: number,
): Promise<{ readonly root: string }> {
  if (trainGood <= DRAWN) return drawnPictures(context, trainGood, sizePx);
  const { train } = await drawnPictures(context, DRAWN, sizePx);
  const root = join(context.kept, `${sizePx}px-${trainGood}-varied-seed${context.seed}`);
  const folder = join(root, CATEGORY, 'train', 'good');
  await mkdir(folder, { recursive: true });
  const there = (await readdir(folder)).length;
  if (there < trainGood) context.note(`varying ${DRAWN} pictures to ${trainGood} in ${folder}`);
  for (let index = there; index < trainGood; index++) {
    const drawn = train[index % DRAWN]!;
    const path = join(folder, `${String(index).padStart(5, '0')}-${basename(drawn)}`);
    if (index < DRAWN) await copyFile(drawn, path);
    else await writeFile(path, await varied(drawn, context.seed, index));
  }
  return { root };
}

async function varied(path: string, seed: number, index: number): Promise<Uint8Array> {
  const image = await readImage(path);
  const data = image.data.slice();
  const random = randomFor('varied', seed, index);
  for (let pixel = 0; pixel < VARIED_PIXELS; pixel++)
    data[Math.floor(random() * data.length)] = Math.floor(256 * random());
  return encodePng({ ...image, data });
}

async function picturesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).sort().map(name => join(folder, name));
}
