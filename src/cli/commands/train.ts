import type { Command } from 'commander';
import { CONFIG_KEYS } from '../../config.ts';
import { listCategories } from '../../evaluation/dataset.ts';
import { trainModel } from '../../operations/train-model.ts';
import type { TrainingSummary } from '../../operations/training-summary.ts';
import { type CategoryChoice, eachCategory } from '../each-category.ts';
import { addConfigOptions, runCommand } from '../run-command.ts';
import { formatTable } from '../table.ts';

interface TrainOptions extends CategoryChoice {
  readonly images?: string;
  readonly skipBad?: true;
}

/** `inspectai train` */
export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .description('learn a category from pictures of good parts')
    .option(
      '--category <name>',
      'category to train: a folder in MVTec layout or of good pictures, in the data root',
    )
    .option('--all', 'train every category of the data root')
    .option('--images <folder>', 'folder of good pictures, wherever it is')
    .option('--skip-bad', 'leave out pictures that cannot be read, instead of stopping');
  addConfigOptions(command, CONFIG_KEYS).action((options: TrainOptions) =>
    runCommand(command, session =>
      eachCategory(options, session, {
        list: () => listCategories(session.config.dataRoot),
        work: category =>
          trainModel(
            session.config,
            { category, imagesFolder: options.images, skipBad: options.skipBad ?? false },
            session,
          ),
        json: summary => summary,
        showOne: summary => showSummaries([summary]),
        showAll: showSummaries,
      }),
    ),
  );
}

function showSummaries(summaries: readonly TrainingSummary[]): string {
  return formatTable(
    [
      { title: 'category', value: summary => summary.category },
      { title: 'version', value: summary => summary.version },
      { title: 'backbone', value: summary => summary.backbone },
      { title: 'pictures', value: summary => String(summary.pictures), align: 'right' },
      { title: 'bank', value: summary => `${summary.entries} x ${summary.dimensions}`, align: 'right' },
      { title: 'threshold', value: summary => summary.threshold.toFixed(3), align: 'right' },
      { title: 'seconds', value: summary => (summary.timings.total_ms / 1000).toFixed(1), align: 'right' },
      { title: 'folder', value: summary => summary.folder },
    ],
    summaries,
  );
}
