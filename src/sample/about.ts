import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InspectError, storageError } from '../errors.ts';

/** Raised whenever the same seed would give other pixels than before. */
const GENERATOR_VERSION = 1;

/** What decides the pixels of a drawn category. */
export interface SampleSettings {
  readonly category: string;
  readonly seed: number;
  readonly sizePx: number;
  readonly trainGood: number;
  readonly testGood: number;
  readonly testPerDefect: number;
}

/** The text of `about.json`: what the pictures are, and from which settings they can be drawn again. */
export function aboutText(settings: SampleSettings): string {
  const about = {
    about:
      'These pictures are not photographs. A program drew them, so that the product can be tried and tested without ' +
      'a data set. Results on them say nothing about results on real parts.',
    ...recorded(settings),
  };
  return `${JSON.stringify(about, null, 2)}\n`;
}

/**
 * Whether the category is already drawn at this place with these settings; false when nothing is there.
 *
 * @throws InspectError `invalid_argument` when the place holds anything else, which is never overwritten.
 */
export async function isDrawn(folder: string, settings: SampleSettings): Promise<boolean> {
  if (!(await exists(folder))) return false;
  const found = await readAbout(folder);
  const wanted: Readonly<Record<string, unknown>> = recorded(settings);
  if (!found || found.generator !== wanted.generator)
    throw new InspectError(
      'invalid_argument',
      `${folder} exists and is not a drawn sample, so it is not overwritten. Choose another folder or move it away.`,
    );
  const other = Object.keys(wanted).filter(key => found[key] !== wanted[key]);
  if (other.length === 0) return true;
  const differences = other.map(key => `${key} ${String(found[key])} instead of ${String(wanted[key])}`);
  throw new InspectError(
    'invalid_argument',
    `${folder} holds a sample that was drawn with ${differences.join(', ')}; it is not overwritten. ` +
      'Remove it, choose another folder, or ask for the settings it has.',
  );
}

function recorded(settings: SampleSettings) {
  return {
    generator: 'inspectai sample',
    generator_version: GENERATOR_VERSION,
    category: settings.category,
    seed: settings.seed,
    size_px: settings.sizePx,
    train_good: settings.trainGood,
    test_good: settings.testGood,
    test_per_defect: settings.testPerDefect,
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw storageError(cause, `looking for ${path}`);
  }
}

/** The parsed `about.json`, or undefined where there is none that can be read as an object. */
async function readAbout(folder: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(folder, 'about.json'), 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
