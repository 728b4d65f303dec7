import type { Command } from 'commander';
import {
  CONFIG_KEYS,
  type Config,
  type ConfigKey,
  environmentName,
  flagName,
  wireName,
} from '../../config.ts';
import { addConfigOptions } from '../config-options.ts';
import { runCommand } from '../run-command.ts';
import { formatTable } from '../table.ts';

/** `inspectai config` */
export function addConfigCommand(program: Command): void {
  const command = program
    .command('config')
    .description('print the effective configuration and where each value came from');
  addConfigOptions(command, CONFIG_KEYS).action(() =>
    runCommand(command, async ({ loaded: { config, sources, file } }) => {
      const rows = CONFIG_KEYS.map(key => ({ key, value: shown(config[key]), source: sources[key] }));
      const table = formatTable(
        [
          { title: 'option', value: row => wireName(row.key) },
          { title: 'value', value: row => (row.value === null ? 'none' : String(row.value)) },
          { title: 'from', value: row => row.source },
          { title: 'flag', value: row => flagName(row.key) },
          { title: 'environment', value: row => environmentName(row.key) },
        ],
        rows,
      );
      const json = {
        file,
        values: Object.fromEntries(rows.map(({ key, value }) => [wireName(key), value])),
        sources: Object.fromEntries(rows.map(({ key, source }) => [wireName(key), source])),
      };
      return { json, text: `${table}\n\nConfiguration file: ${file ?? 'none'}` };
    }),
  );
}

/** A value as it may be shown: the address of a database without its password. */
function shown(value: Config[ConfigKey]): Config[ConfigKey] {
  return typeof value === 'string' ? value.replace(/(:\/\/[^:/@]*):[^@]*@/, '$1:***@') : value;
}
