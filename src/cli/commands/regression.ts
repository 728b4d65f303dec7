import type { Command } from 'commander';
import type { ConfigKey } from '../../config.ts';
import type { RegressionAddition } from '../../operations/manage-regression.ts';
import type { RegressionPicture } from '../../schemas/regression.ts';
import { shownJudgement } from '../activation-text.ts';
import { neededCategory } from '../category-option.ts';
import { addConfigOptions } from '../config-options.ts';
import { runCommand } from '../run-command.ts';
import { formatTable } from '../table.ts';

interface AddOptions {
  readonly category?: string;
  readonly good?: readonly string[];
  readonly defect?: readonly string[];
  readonly mask?: readonly string[];
  readonly reason?: string;
}

const FOLDER: readonly ConfigKey[] = ['modelsRoot'];

/** `inspectai regression add|list|remove` */
export function addRegressionCommand(program: Command): void {
  const regression = program
    .command('regression')
    .description('pictures whose verdict must not get worse: checked before a version is put to use');
  addAdd(regression);
  addList(regression);
  addRemove(regression);
}

function addAdd(parent: Command): void {
  const command = parent
    .command('add')
    .description('add golden good parts and known defects')
    .option('--category <name>', 'category whose set is meant')
    .option('--good <file...>', 'pictures of good parts that must not fail')
    .option('--defect <file...>', 'pictures of defective parts that must not pass')
    .option('--mask <file...>', 'where the defects are: one mask for each --defect, in their order')
    .option('--reason <text>', 'why they are in the set')
    .addHelpText(
      'after',
      `
Examples:
  inspectai regression add --category cap --good golden/*.png
  inspectai regression add --category cap --defect burr.png --mask burr_mask.png --reason "complaint 4711"`,
    );
  addConfigOptions(command, [...FOLDER, 'device', 'threads']).action((options: AddOptions) =>
    runCommand(command, async session => {
      const { addToRegressionSet } = await import('../../operations/manage-regression.ts');
      const request = {
        category: neededCategory(options),
        good: options.good ?? [],
        defects: options.defect ?? [],
        masks: options.mask ?? [],
        reason: options.reason ?? '',
      };
      const addition = await addToRegressionSet(session.config, request, session);
      return { json: addition, text: showAddition(addition) };
    }),
  );
}

function addList(parent: Command): void {
  const command = parent
    .command('list')
    .description('list the pictures of the set')
    .option('--category <name>', 'category whose set is meant');
  addConfigOptions(command, FOLDER).action((options: { readonly category?: string }) =>
    runCommand(command, async ({ config }) => {
      const { listRegressionSet } = await import('../../operations/manage-regression.ts');
      const category = neededCategory(options);
      const pictures = await listRegressionSet(config, category);
      const text =
        pictures.length > 0 ? showPictures(pictures) : `The regression set of "${category}" is empty.`;
      return { json: { category, pictures }, text };
    }),
  );
}

function addRemove(parent: Command): void {
  const command = parent
    .command('remove')
    .argument('<picture...>', 'names as listed, or beginnings of SHA-256 with 6 digits or more')
    .description('take pictures out of the set')
    .option('--category <name>', 'category whose set is meant');
  addConfigOptions(command, FOLDER).action(
    (named: readonly string[], options: { readonly category?: string }) =>
      runCommand(command, async ({ config }) => {
        const { removeFromRegressionSet } = await import('../../operations/manage-regression.ts');
        const category = neededCategory(options);
        const removed = await removeFromRegressionSet(config, category, named);
        return { json: { category, removed }, text: `Removed:\n${showPictures(removed)}` };
      }),
  );
}

function showPictures(pictures: readonly RegressionPicture[]): string {
  return formatTable(
    [
      { title: 'label', value: row => row.label },
      { title: 'picture', value: row => row.name },
      { title: 'size', value: row => `${row.width} x ${row.height}` },
      { title: 'mask', value: row => (row.mask ? 'yes' : '-') },
      { title: 'SHA-256', value: row => row.sha256.slice(0, 12) },
      { title: 'reason', value: row => row.reason || '-' },
    ],
    pictures,
  );
}

function showAddition({ version, added, known, pictures }: RegressionAddition): string {
  const table = formatTable(
    [
      { title: 'label', value: row => row.label },
      { title: `${version} says`, value: row => shownJudgement(row.judgement) },
      { title: 'picture', value: row => row.path },
    ],
    added,
  );
  const again = known.length > 0 ? ` In it already: ${known.join(', ')}.` : '';
  return `${added.length > 0 ? `${table}\n\n` : ''}${added.length} added; the regression set has ${pictures} pictures.${again}`;
}
