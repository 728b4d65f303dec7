import type { Command } from 'commander';
import { CONFIG_KEYS, type Config, type ConfigKey } from '../config.ts';
import { type LoadedConfig, loadConfig, type Settings } from '../load-config.ts';
import type { Reporter, Run } from '../operations/reporter.ts';
import { print, reportFailure } from './failure.ts';
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

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a command: configuration, progress, Ctrl-C, one document or text on standard output, one line for an error
 * that the user can act on. Work that has said everything itself gives null.
 */
export async function runCommand(
  command: Command,
  work: (session: CommandSession) => Promise<CommandResult | null>,
): Promise<void> {
  const options = command.opts<Record<string, unknown>>();
  const reporter = openProgress();
  const { signal, dispose } = cancelOnInterrupt(reporter);
  try {
    const loaded = loadConfig(flagsOf(options), options.config as string | undefined);
    const explicit = new Set(CONFIG_KEYS.filter(key => options[key] !== undefined));
    const result = await work({ config: loaded.config, loaded, explicit, signal, reporter });
    reporter.close();
    if (result) await print(options.json ? JSON.stringify(result.json, null, 2) : result.text);
    process.exitCode = result?.status ?? 0;
  } catch (cause) {
    reporter.close();
    await reportFailure(cause, options.json === true);
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
function cancelOnInterrupt(reporter: Reporter) {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.kill(process.pid, 'SIGKILL');
    reporter.note('Stopping; press Ctrl-C again to end at once.');
    controller.abort();
  };
  for (const name of STOP_SIGNALS) process.on(name, stop);
  return {
    signal: controller.signal,
    dispose() {
      for (const name of STOP_SIGNALS) process.off(name, stop);
    },
  };
}
