import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
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

async function picturesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).sort().map(name => join(folder, name));
}
