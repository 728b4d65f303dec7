import type { Command } from 'commander';
import type { TrainingSummary } from '../../operations/training-summary.ts';
import { inBytes } from '../../operations/training-words.ts';
import { addForceOptions, checkForce, type ForceOptions, showActivation } from '../activation-text.ts';
import { addConfigOptions, CATEGORY_OPTIONS } from '../config-options.ts';
import { type CategoryChoice, eachCategory, refuseTogether } from '../each-category.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { runCommand } from '../run-command.ts';
import { formatTable } from '../table.ts';

interface TrainOptions extends CategoryChoice, ForceOptions {
  readonly images?: string;
  readonly skipBad?: true;
  readonly roi?: string;
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
    .option('--skip-bad', 'leave out pictures that cannot be read, instead of stopping')
    .option(
      '--roi <file>',
      'region of interest: a mask or polygons, or none (default: what "roi set" has set)',
    );
  addForceOptions(command).addHelpText(
    'after',
    `
Examples:
  inspectai train --category cap --images ./good               a folder of good pictures
  inspectai train --category bottle --data-root mvtec          a category in MVTec layout
  inspectai train --all --data-root mvtec --max-false-reject-rate 0.02`,
  );
  addConfigOptions(command, CATEGORY_OPTIONS).action((options: TrainOptions) =>
    runCommand(command, async session => {
      const { listCategories } = await import('../../evaluation/dataset.ts');
      const { trainModel } = await import('../../operations/train-model.ts');
      checkForce(options);
      const { force, reason, roi } = options;
      if (options.all && options.images !== undefined) refuseTogether('--all', '--images');
      return eachCategory(options, session, {
        list: () => listCategories(session.config.dataRoot),
        work: category =>
          trainModel(
            session.config,
            {
              ...{ category, imagesFolder: options.images, skipBad: options.skipBad ?? false },
              ...{ roi, force, reason },
            },
            session,
          ),
        json: summary => summary,
        showOne: summary => showSummaries([summary]),
        showAll: showSummaries,
        status: ({ activated }) => (activated ? EXIT_STATUS.success : EXIT_STATUS.finding),
      });
    }),
  );
}

function showSummaries(summaries: readonly TrainingSummary[]): string {
  const skipped = summaries.flatMap(summary => summary.skipped.map(({ path }) => path));
  const table = formatTable(
    [
      { title: 'category', value: summary => summary.category },
      { title: 'version', value: summary => summary.version },
      { title: 'backbone', value: summary => summary.backbone },
      { title: 'precision', value: summary => summary.precision },
      { title: 'pictures', value: summary => String(summary.pictures), align: 'right' },
      { title: 'bank', value: summary => `${summary.entries} x ${summary.dimensions}`, align: 'right' },
      { title: 'threshold', value: summary => summary.threshold.toFixed(3), align: 'right' },
      { title: 'seconds', value: summary => (summary.timings.total_ms / 1000).toFixed(1), align: 'right' },
      { title: 'memory', value: summary => inBytes(summary.peak_memory_bytes), align: 'right' },
      { title: 'disk', value: summary => inBytes(summary.disk_bytes), align: 'right' },
      { title: 'folder', value: summary => summary.folder },
    ],
    summaries,
  );
  const checked = summaries
    .filter(({ activated, regression }) => !activated || regression.pictures.length > 0)
    .map(summary => `\n\n${summary.category}: ${showActivation(summary)}`)
    .join('');
  if (skipped.length === 0) return `${table}${checked}`;
  return `${table}${checked}\n\n${skipped.length} ${skipped.length === 1 ? 'picture was' : 'pictures were'} left out: ${skipped.slice(0, 10).join(', ')}${skipped.length > 10 ? ', …' : ''}`;
}
