import { access } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import type { Config, ConfigKey } from '../../config.ts';
import { InspectError } from '../../errors.ts';
import type { AuditEntry } from '../../history/audit.ts';
import type { History } from '../../history/database.ts';
import type { AuditEnd, AuditVerification } from '../../history/verify-audit.ts';
import { historyLocation } from '../../operations/places.ts';
import { addConfigOptions } from '../config-options.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { type CommandSession, runCommand } from '../run-command.ts';
import { formatTable } from '../table.ts';

interface AuditOptions {
  readonly dataDir: string;
}

interface ListOptions extends AuditOptions {
  readonly limit: number;
  readonly actor?: string;
  readonly action?: string;
  readonly subject?: string;
}

const HISTORY: readonly ConfigKey[] = ['database'];

/** `inspectai audit verify|list` */
export function addAuditCommand(program: Command): void {
  const audit = program
    .command('audit')
    .description('the audit log of a server: who did what, and whether it is as it was written');
  addVerify(audit);
  addList(audit);
}

function addVerify(parent: Command): void {
  const command = withDataDir(
    parent
      .command('verify')
      .description('find entries that were altered, removed, added or moved')
      .option(
        '--noted <seq:hash>',
        'an end of the log that was noted elsewhere; finds a log written anew',
        endOf,
      ),
  );
  addConfigOptions(command, HISTORY).action((options: AuditOptions & { readonly noted?: AuditEnd }) =>
    runCommand(command, async session => {
      const { verifyAudit } = await import('../../history/verify-audit.ts');
      const { noted } = options;
      const checked = await withHistory(session, options, history =>
        verifyAudit(history, { ...(noted && { noted }), signal: session.signal }),
      );
      const { fault, entries, end } = checked;
      const status = fault ? EXIT_STATUS.internal : EXIT_STATUS.success;
      return {
        json: { sound: fault === null, entries, end, fault },
        text: showVerification(checked),
        status,
      };
    }),
  );
}

function addList(parent: Command): void {
  const command = withDataDir(
    parent
      .command('list')
      .description('the latest entries, the newest first')
      .option('--limit <number>', 'how many at most', limitOf, 50)
      .option('--actor <name>', 'only what they did')
      .option('--action <name>', 'only such as model.activate')
      .option('--subject <name>', 'only what was done to it, such as category/cap'),
  );
  addConfigOptions(command, HISTORY).action((options: ListOptions) =>
    runCommand(command, async session => {
      const { findAudit } = await import('../../history/find-audit.ts');
      const { limit, actor, action, subject } = options;
      const entries = await withHistory(session, options, history =>
        findAudit(history, { actor, action, subject }, { limit }),
      );
      return { json: { entries }, text: showEntries(entries) };
    }),
  );
}

function withDataDir(command: Command): Command {
  return command.option('--data-dir <folder>', 'folder of the server', 'inspectai-data');
}

/** Works on a history that is there already; a server may be at work on it, too. */
async function withHistory<T>(
  { config }: Pick<CommandSession, 'config'>,
  { dataDir }: AuditOptions,
  work: (history: History) => Promise<T>,
): Promise<T> {
  const location = historyLocation(config, dataDir);
  await checkThere(config, location);
  const { openDatabase } = await import('../../history/database.ts');
  const history = await openDatabase(location);
  try {
    return await work(history);
  } finally {
    await history.destroy();
  }
}

async function checkThere({ database }: Config, location: string): Promise<void> {
  if (database !== null) return;
  await access(location).catch(cause => {
    throw new InspectError(
      'data_not_found',
      `There is no history at ${location}. Name the folder of the server with --data-dir.`,
      { cause },
    );
  });
}

function showVerification({ fault, entries, end }: AuditVerification): string {
  if (fault) return `${fault.message}\nThe ${entries} entries before it are as they were written.`;
  return `The audit log is as it was written: ${entries} entries.\nTo find a log that was written anew as a whole, note its end elsewhere: --noted ${end.seq}:${end.hash}`;
}

function showEntries(entries: readonly AuditEntry[]): string {
  if (entries.length === 0) return 'No entries.';
  return formatTable(
    [
      { title: 'entry', value: ({ seq }) => String(seq), align: 'right' },
      { title: 'time', value: ({ created_at }) => created_at },
      { title: 'actor', value: ({ actor }) => oneLine(actor) },
      { title: 'action', value: ({ action }) => action },
      { title: 'subject', value: ({ subject }) => oneLine(subject) },
      { title: 'before', value: ({ before }) => oneLine(before ?? '') },
      { title: 'after', value: ({ after }) => oneLine(after ?? '') },
      { title: 'reason', value: ({ reason }) => oneLine(reason ?? '') },
    ],
    entries,
  );
}

/** Names and reasons cannot make a line of their own. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}

function endOf(text: string): AuditEnd {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq !== undefined && hash !== undefined) return { seq: Number(seq), hash };
  throw new InvalidArgumentError('Expected the number of an entry, a colon and its hash.');
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= 10_000) return limit;
  throw new InvalidArgumentError('Expected a whole number from 1 to 10000.');
}
