import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { InspectError, storageError } from '../../errors.ts';
import { neededCategory } from '../category-option.ts';
import { addConfigOptions } from '../config-options.ts';
import { runCommand } from '../run-command.ts';

interface ArchiveOptions {
  readonly category?: string;
  readonly output?: string;
}

/** `inspectai models export` */
export function addModelExport(parent: Command): void {
  const command = parent
    .command('export')
    .argument('<version>', 'a version, such as v1')
    .description('write a version with its backbone into one file for another machine')
    .option('--category <name>', 'category whose version is meant')
    .option('--output <file>', 'new file (default: <category>-<version>.zip)');
  addConfigOptions(command, ['modelsRoot']).action((version: string, options: ArchiveOptions) =>
    runCommand(command, async ({ config, signal }) => {
      const { exportModel } = await import('../../operations/model-archive.ts');
      const category = neededCategory(options);
      const output = options.output ?? `${category}-${version}.zip`;
      const content = await exportModel(config, { category, version });
      const file = await open(output, 'wx').catch(cause => {
        if (cause.code !== 'EEXIST') throw storageError(cause, `creating ${output}`);
        const why = `${output} exists already and is not overwritten. Name another file with --output.`;
        throw new InspectError('invalid_argument', why, { cause });
      });
      try {
        await pipeline(content, file.createWriteStream({ flush: true }), { signal });
      } catch (cause) {
        await rm(output, { force: true });
        throw storageError(cause, `writing ${output}`);
      }
      return { json: { category, version, output }, text: `Wrote ${version} of "${category}" to ${output}.` };
    }),
  );
}

/** `inspectai models import` */
export function addModelImport(parent: Command): void {
  const command = parent
    .command('import')
    .argument('<file>', 'file that "inspectai models export" wrote')
    .description('take a version in, verified and not in use yet')
    .option('--category <name>', 'category that it belongs to');
  addConfigOptions(command, ['modelsRoot']).action((file: string, options: ArchiveOptions) =>
    runCommand(command, async ({ config, signal }) => {
      const { importModel } = await import('../../operations/model-archive.ts');
      const imported = await importModel(config, { category: neededCategory(options), file }, signal);
      const { category, version } = imported;
      return {
        json: imported,
        text: `Took it in as ${version} of "${category}". Put it to use with "inspectai models activate ${version} --category ${category}".`,
      };
    }),
  );
}
