import { once } from 'node:events';
import { type Command, InvalidArgumentError } from 'commander';
import type { Config, ConfigKey } from '../../config.ts';
import { addConfigOptions } from '../config-options.ts';
import { print } from '../failure.ts';
import { runCommand } from '../run-command.ts';

interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly logLevel: string;
  readonly json?: boolean;
}

const OPTIONS: readonly ConfigKey[] = ['dataRoot', 'modelsRoot', 'colormap', 'device', 'threads'];
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'];
/** Milliseconds that requests have to finish when the server is stopped. */
const STOP_LIMIT_MS = 30_000;

/** `inspectai serve` */
export function addServeCommand(program: Command): void {
  const command = program
    .command('serve')
    .description('answer inspections over HTTP until it is stopped')
    .option('--host <address>', 'where to listen; only this machine for now', '127.0.0.1')
    .option('--port <number>', 'port to listen at; 0 takes any free one', portOf, 8000)
    .option('--data-dir <folder>', 'folder for what the server keeps', 'inspectai-data')
    .option(
      '--log-level <level>',
      `what goes to the log on standard error: ${LOG_LEVELS.join(', ')}`,
      levelOf,
      'info',
    );
  addConfigOptions(command, OPTIONS).action((options: ServeOptions) =>
    runCommand(command, async ({ config, explicit, signal }) => {
      const { checkHost, startServer } = await import('../../server/listen.ts');
      checkHost(options.host);
      const { openContext, PROCESSES } = await import('../../context.ts');
      const { pino } = await import('pino');
      const log = pino({ level: options.logLevel, base: null }, pino.destination(2));
      const context = await openContext({
        config: shareOf(config, explicit, PROCESSES),
        dataDir: options.dataDir,
        log,
      });
      const server = await startServer(context, options).catch(async cause => {
        await context.close();
        throw cause;
      });
      await print(announcement(server.address, options));
      if (!signal.aborted) await once(signal, 'abort');
      await server.stop(STOP_LIMIT_MS);
      return null;
    }),
  );
}

/** Threads of one of the processes that inspect: its share of the cores, unless they were named. */
function shareOf(config: Config, explicit: ReadonlySet<ConfigKey>, processes: number): Config {
  if (explicit.has('threads')) return config;
  return { ...config, threads: Math.max(1, Math.floor(config.threads / processes)) };
}

function announcement(address: string, { json }: ServeOptions): string {
  if (json) return JSON.stringify({ address, login: false });
  return `InspectAI answers at ${address} (no login: only programs and people on this machine reach it).`;
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a whole number from 0 to 65535.');
}

function levelOf(text: string): string {
  if (LOG_LEVELS.includes(text)) return text;
  throw new InvalidArgumentError(`Expected ${LOG_LEVELS.join(', ')}.`);
}
