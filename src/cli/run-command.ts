import type { Command } from 'commander';
import { CONFIG_KEYS, type Config, type ConfigKey, ConfigSchema, flagName, wireName } from '../config.ts';
import { InspectError } from '../errors.ts';
import { type LoadedConfig, loadConfig, type Settings } from '../load-config.ts';
import type { Run } from '../operations/reporter.ts';
import { exitStatusOf } from './exit-status.ts';
import { openProgress } from './progress.ts';

/** What a command works with. */
export interface CommandSession extends Run {
  readonly config: Config;
  readonly loaded: LoadedConfig;
  /** Options that were named on the command line. */
  readonly explicit: ReadonlySet<ConfigKey>;
  readonly signal: AbortSignal;
}

/** What a command has to say: a document for programs, text for people, and an exit status other than 0. */
export interface CommandResult {
  readonly json: unknown;
  readonly text: string;
  readonly status?: number;
}

/** Adds the options of the configuration, `--config` and `--json` to a command. */
export function addConfigOptions(command: Command, keys: readonly ConfigKey[] = CONFIG_KEYS): Command {
  for (const key of keys) {
    const { description, default: standard } = ConfigSchema.properties[key] as {
      description?: string;
      default?: unknown;
    };
    const isSwitch = typeof standard === 'boolean';
    const flag = isSwitch ? flagName(key) : `${flagName(key)} <${wireName(key)}>`;
    command.option(flag, `${description} (default: ${standard === null ? 'none' : String(standard)})`);
  }
  return addOutputOptions(command);
}

/** Adds `--config` and `--json` to a command. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file (default: inspectai.config.json, if there is one)')
    .option('--json', 'print one JSON document on standard output, everything else on standard error');
}

/**
 * Runs a command: configuration, progress, Ctrl-C, one document or text on standard output, one line for an error
 * that the user can act on.
 */
export async function runCommand(
  command: Command,
  work: (session: CommandSession) => Promise<CommandResult>,
): Promise<void> {
  const options = command.opts<Record<string, unknown>>();
  const { signal, dispose } = cancelOnInterrupt();
  const reporter = openProgress();
  try {
    const loaded = loadConfig(flagsOf(options), options.config as string | undefined);
    const explicit = new Set(CONFIG_KEYS.filter(key => options[key] !== undefined));
    const result = await work({ config: loaded.config, loaded, explicit, signal, reporter });
    reporter.close();
    await print(options.json ? JSON.stringify(result.json, null, 2) : result.text);
    process.exitCode = result.status ?? 0;
  } catch (cause) {
    reporter.close();
    if (!(cause instanceof InspectError)) throw cause;
    process.stderr.write(`inspectai: ${cause.message}\n`);
    if (options.json)
      await print(JSON.stringify({ error: { code: cause.code, message: cause.message } }, null, 2));
    process.exitCode = exitStatusOf(cause.code);
  } finally {
    dispose();
  }
}

function flagsOf(options: Readonly<Record<string, unknown>>): Settings {
  return Object.fromEntries(
    CONFIG_KEYS.flatMap(key => (options[key] === undefined ? [] : [[key, String(options[key])]])),
  );
}

/** The first Ctrl-C asks the work to stop cleanly, a second one ends the process. */
function cancelOnInterrupt() {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.kill(process.pid, 'SIGKILL');
    process.stderr.write('\nStopping; press Ctrl-C again to end at once.\n');
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return { signal: controller.signal, dispose: () => process.off('SIGINT', stop).off('SIGTERM', stop) };
}

/** Writes to standard output and waits until it is out; a reader that has gone away is no error. */
function print(text: string): Promise<void> {
  if (text === '') return Promise.resolve();
  return new Promise(resolve => process.stdout.write(`${text}\n`, () => resolve()));
}
