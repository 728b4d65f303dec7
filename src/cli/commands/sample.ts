import type { Command } from 'commander';
import { InspectError } from '../../errors.ts';
import { SAMPLE_CATEGORIES } from '../../sample/catalogue.ts';
import { addOutputOptions } from '../config-options.ts';
import { runCommand } from '../run-command.ts';
import { formatTable } from '../table.ts';

interface SampleCommandOptions {
  readonly out: string;
  readonly category?: readonly string[];
  readonly all?: true;
  readonly sampleSeed?: string;
  readonly size?: string;
  readonly train?: string;
  readonly testGood?: string;
  readonly testDefect?: string;
}

/** `inspectai sample` */
export function addSampleCommand(program: Command): void {
  const command = program
    .command('sample')
    .description('draw photo-like pictures of sample products, with defects and exact masks, in MVTec layout')
    .option('--out <folder>', 'folder that gets one folder per category', 'samples')
    .option(
      '--category <name...>',
      `categories to draw (default: washer board fabric; known: ${SAMPLE_CATEGORIES.join(', ')})`,
    )
    .option('--all', `draw all ${SAMPLE_CATEGORIES.length} categories`)
    .option('--sample-seed <n>', 'seed of the drawing (default: 7)')
    .option('--size <px>', 'side of the pictures (default: 256)')
    .option('--train <n>', 'good pictures for training (default: 60)')
    .option('--test-good <n>', 'good pictures for the test (default: 20)')
    .option('--test-defect <n>', 'pictures per defect type (default: 8)');
  addOutputOptions(command).action((options: SampleCommandOptions) =>
    runCommand(command, async ({ reporter, signal }) => {
      const categories = options.all ? SAMPLE_CATEGORIES : options.category;
      const { drawSample } = await import('../../sample/draw-sample.ts');
      const summary = await drawSample({
        root: options.out,
        ...(categories && { categories }),
        ...numbers({
          seed: options.sampleSeed,
          sizePx: options.size,
          trainGood: options.train,
          testGood: options.testGood,
          testPerDefect: options.testDefect,
        }),
        signal,
        onProgress: ({ done, total }) => reporter.progress('drawing', done, total),
      });
      const text = formatTable(
        [
          { title: 'category', value: row => row.category },
          { title: 'pictures', value: row => String(row.pictures), align: 'right' },
          { title: 'drawn', value: row => (row.drawn ? 'now' : 'before') },
          { title: 'defect types', value: row => row.defectTypes.join(', ') },
        ],
        summary.categories,
      );
      const json = summary.categories.map(({ category, folder, defectTypes, pictures, drawn }) => ({
        category,
        folder,
        defect_types: defectTypes,
        pictures,
        drawn,
      }));
      return {
        json: { root: summary.root, pictures: summary.pictures, drawn_by_a_program: true, categories: json },
        text: `${text}\n\nThese pictures are drawn by a program; they are no photographs. Folder: ${summary.root}`,
      };
    }),
  );
}

/** The options that were given, as whole numbers. */
function numbers<Key extends string>(
  given: Readonly<Record<Key, string | undefined>>,
): Partial<Record<Key, number>> {
  const entries = Object.entries<string | undefined>(given).flatMap(([key, text]) =>
    text === undefined ? [] : [[key, wholeNumber(key, text)]],
  );
  return Object.fromEntries(entries) as Partial<Record<Key, number>>;
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InspectError('invalid_argument', `${name} is "${text}"; a whole number is expected.`);
}
