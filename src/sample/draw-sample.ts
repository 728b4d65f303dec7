import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InspectError, storageError, throwIfCancelled } from '../errors.ts';
import { writeDurably } from '../files.ts';
import { encodeMaskPng, encodePng } from '../image/codec.ts';
import { aboutText, isDrawn, type SampleSettings } from './about.ts';
import { productOf, SAMPLE_CATEGORIES } from './catalogue.ts';
import { defectPicture, goodPicture } from './picture.ts';
import type { Product } from './product.ts';

/** What to draw, and where. */
export interface SampleOptions {
  /** Folder that receives one folder a category. */
  readonly root: string;
  /** Names out of `SAMPLE_CATEGORIES`; the three base products unless said otherwise. */
  readonly categories?: readonly string[];
  readonly seed?: number;
  /** Width and height of the pictures, 64 to 2048. */
  readonly sizePx?: number;
  /** Pictures a category: good ones for training and for the test, and for each type of defect. */
  readonly trainGood?: number;
  readonly testGood?: number;
  readonly testPerDefect?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SampleProgress) => void;
}

/** Pictures done, of those of all categories; masks are not counted. */
export interface SampleProgress {
  readonly done: number;
  readonly total: number;
  readonly category: string;
}

/** What is there now. */
export interface SampleSummary {
  readonly root: string;
  readonly pictures: number;
  readonly categories: readonly SampleCategory[];
}

/** One category on disk; `drawn` is false where it was complete already. */
export interface SampleCategory {
  readonly category: string;
  readonly folder: string;
  readonly defectTypes: readonly string[];
  readonly pictures: number;
  readonly drawn: boolean;
}

interface Task {
  readonly folder: string;
  readonly settings: SampleSettings;
  readonly product: Product;
  readonly pictures: number;
}

/**
 * Draws categories of product pictures in MVTec AD's layout. The same options give the same bytes; a category that is
 * complete already is left as it is, and one that is stopped half-way leaves nothing behind.
 *
 * @throws InspectError `invalid_argument` for an unknown category, a value out of range or a folder that holds anything
 * else; `cancelled`; `storage_full` or `storage_denied`.
 */
export async function drawSample(options: SampleOptions): Promise<SampleSummary> {
  const tasks = tasksOf(options);
  const complete = await Promise.all(tasks.map(({ folder, settings }) => isDrawn(folder, settings)));
  const total = tasks.reduce((sum, task) => sum + task.pictures, 0);
  let done = 0;
  const advance = (category: string, pictures: number) => {
    done += pictures;
    options.onProgress?.({ done, total, category });
  };
  for (const [index, task] of tasks.entries()) {
    throwIfCancelled(options.signal);
    const { category } = task.settings;
    if (complete[index]) advance(category, task.pictures);
    else await drawCategory(options.root, task, options.signal, () => advance(category, 1));
  }
  const categories = tasks.map(({ settings, folder, product, pictures }, index) => ({
    category: settings.category,
    folder,
    defectTypes: product.defectTypes,
    pictures,
    drawn: !complete[index],
  }));
  return { root: options.root, pictures: total, categories };
}

function tasksOf(options: SampleOptions): readonly Task[] {
  const { categories = SAMPLE_CATEGORIES.slice(0, 3), seed = 7, sizePx = 256 } = options;
  const { trainGood = 60, testGood = 20, testPerDefect = 8 } = options;
  if (categories.length === 0)
    throw new InspectError(
      'invalid_argument',
      `No category was named. Choose from: ${SAMPLE_CATEGORIES.join(', ')}.`,
    );
  checkWhole('seed', seed, 0, 4294967295);
  checkWhole('sizePx', sizePx, 64, 2048);
  for (const [name, value] of Object.entries({ trainGood, testGood, testPerDefect }))
    checkWhole(name, value, 0, 1000);
  return [...new Set(categories)].map(category => {
    const product = productOf(category);
    return {
      folder: join(options.root, category),
      settings: { category, seed, sizePx, trainGood, testGood, testPerDefect },
      product,
      pictures: trainGood + testGood + testPerDefect * product.defectTypes.length,
    };
  });
}

function checkWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new InspectError(
    'invalid_argument',
    `${name} is ${value}; it must be a whole number from ${least} to ${most}.`,
  );
}

/** Draws into a hidden folder beside the category's place and renames it when everything is there. */
async function drawCategory(
  root: string,
  task: Task,
  signal: AbortSignal | undefined,
  onPicture: () => void,
): Promise<void> {
  const unfinished = join(root, `.${task.settings.category}.${randomUUID()}.tmp`);
  try {
    for (const write of picturesOf(task)) {
      throwIfCancelled(signal);
      await write(unfinished);
      onPicture();
      // A signal can only be raised while other work has its turn.
      await new Promise(resolve => setImmediate(resolve));
    }
    throwIfCancelled(signal);
    await writeNew(unfinished, 'about.json', aboutText(task.settings));
    await rename(unfinished, task.folder);
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true });
    throw storageError(cause, `drawing ${task.folder}`);
  }
}

/** One step a picture, in the order of the folders. */
function* picturesOf({ settings, product }: Task): Generator<(root: string) => Promise<void>> {
  const { sizePx } = settings;
  const named = (folder: string, index: number) => ({ ...settings, folder, index });
  for (const [folder, count] of [
    ['train/good', settings.trainGood],
    ['test/good', settings.testGood],
  ] as const)
    for (let index = 0; index < count; index++)
      yield async root => {
        const image = goodPicture(product, named(folder, index), sizePx);
        await writeNew(root, `${folder}/${numbered(index)}.png`, await encodePng(image));
      };
  for (const type of product.defectTypes)
    for (let index = 0; index < settings.testPerDefect; index++)
      yield async root => {
        const { image, mask } = defectPicture(product, named(`test/${type}`, index), type, sizePx);
        await writeNew(root, `test/${type}/${numbered(index)}.png`, await encodePng(image));
        await writeNew(root, `ground_truth/${type}/${numbered(index)}_mask.png`, await encodeMaskPng(mask));
      };
}

function numbered(index: number): string {
  return String(index).padStart(3, '0');
}

async function writeNew(root: string, path: string, data: string | Uint8Array): Promise<void> {
  const file = join(root, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeDurably(file, data);
}
