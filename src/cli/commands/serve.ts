import { once } from 'node:events';
import { type Command, InvalidArgumentError } from 'commander';
import { bytesOf, type Config, type ConfigKey } from '../../config.ts';
import { type AccessFlags, addAccessOptions, readAccess } from '../access-options.ts';
import { addConfigOptions } from '../config-options.ts';
import { print } from '../failure.ts';
import { runCommand } from '../run-command.ts';
import { announce } from '../server-announcement.ts';

interface ServeOptions extends AccessFlags {
  readonly port: number;
  readonly dataDir: string;
  readonly logLevel: string;
  readonly allowFolder: readonly string[];
  readonly webhookAllow: readonly string[];
  readonly backupDir?: string;
  readonly demo?: boolean;
  readonly json?: boolean;
}

const OPTIONS: readonly ConfigKey[] = [
  'dataRoot',
  'modelsRoot',
  'colormap',
  'device',
  'threads',
  'modelMemory',
  'otlpEndpoint',
  'database',
];
const DEMO_DIR = 'inspectai-demo';
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'];
/** Milliseconds that requests have to finish when the server is stopped. */
const STOP_LIMIT_MS = 30_000;

/** `inspectai serve` */
export function addServeCommand(program: Command): void {
  const command = program
    .command('serve')
    .description('answer inspections over HTTP until it is stopped')
    .option(
      '--host <address>',
      "where to listen; other addresses than this machine's need accounts",
      '127.0.0.1',
    )
    .option('--port <number>', 'port to listen at; 0 takes any free one', portOf, 8000)
    .option('--data-dir <folder>', 'folder for what the server keeps', 'inspectai-data')
    .option(
      '--allow-folder <folder>',
      'folder whose pictures jobs may use where they lie; may be given several times (default: none)',
      oneMore,
      [],
    )
    .option(
      '--webhook-allow <target>',
      'private host, address or network such as 10.1.0.0/16 that webhooks may reach; may be given several times (default: none)',
      oneMore,
      [],
    )
    .option('--backup-dir <folder>', 'folder for backups over HTTP (default: backups in the data folder)')
    .option(
      '--demo',
      `for a first look: draw a sample product, train on it and inspect it, all in ${DEMO_DIR}`,
    )
    .option(
      '--log-level <level>',
      `what goes to the log on standard error: ${LOG_LEVELS.join(', ')}`,
      levelOf,
      'info',
    );
  addConfigOptions(addAccessOptions(command), OPTIONS).action((options: ServeOptions) =>
    runCommand(command, async session => {
      const { explicit, signal } = session;
      const dataDir = options.demo ? DEMO_DIR : options.dataDir;
      const { startServer } = await import('../../server/listen.ts');
      const access = await readAccess(options);
      const { openContext, PROCESSES } = await import('../../context.ts');
      const demo = options.demo ? await import('../../operations/demo-service.ts') : null;
      const config = demo ? await demo.prepareDemo(session.config, dataDir, session) : session.config;
      const { pino } = await import('pino');
      const log = pino({ level: options.logLevel, base: null }, pino.destination(2));
      const context = await openContext({
        config: shareOf(config, explicit, PROCESSES),
        dataDir,
        allowFolders: options.allowFolder,
        webhookAllow: options.webhookAllow,
        ...(options.backupDir !== undefined && { backupDir: options.backupDir }),
        log,
      });
      const start = async () => {
        await demo?.recordDemo(context, session);
        return startServer(context, { ...options, access });
      };
      const server = await start().catch(async cause => {
        await context.close();
        throw cause;
      });
      await print(announce({ ...server, host: options.host, access }, options.json === true));
      if (!signal.aborted) await once(signal, 'abort');
      await server.stop(STOP_LIMIT_MS);
      return null;
    }),
  );
}

/** What one of the processes that inspect may take: its share of the memory, and of the cores unless they were named. */
function shareOf(config: Config, explicit: ReadonlySet<ConfigKey>, processes: number): Config {
  const { threads, modelMemory } = config;
  return {
    ...config,
    threads: explicit.has('threads') ? threads : Math.max(1, Math.floor(threads / processes)),
    modelMemory: modelMemory && `${Math.floor(bytesOf(modelMemory) / processes / 1e6)}MB`,
  };
}

/** An option that may be given several times. */
function oneMore(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
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
