import type { Command } from 'commander';
import { InspectError } from '../../errors.ts';
import { addConfigOptions } from '../config-options.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { runCommand } from '../run-command.ts';

interface BackupOptions {
  readonly dataDir: string;
  readonly output?: string;
  readonly verify?: boolean;
}

interface RestoreOptions {
  readonly dataDir?: string;
  readonly dryRun?: boolean;
}

/** `inspectai backup` */
export function addBackupCommand(program: Command): void {
  const command = program
    .command('backup')
    .description('back up history, pictures and models of a service while it runs')
    .option('--data-dir <folder>', 'data folder of the service', 'inspectai-data')
    .option('--output <folder>', 'new folder for the backup')
    .option('--verify', 'read the backup again and compare every file with its SHA-256');
  addConfigOptions(command, ['modelsRoot', 'database']).action((options: BackupOptions) =>
    runCommand(command, async session => {
      const { dataDir, output, verify } = options;
      if (output === undefined)
        throw new InspectError('invalid_argument', 'Name a new folder for the backup with --output FOLDER.');
      const { createBackup } = await import('../../operations/backup.ts');
      const { verifyBackup } = await import('../../operations/restore.ts');
      const report = await createBackup(session.config, { dataDir, output }, session);
      if (verify) await verifyBackup(output, session);
      const missing = report.missing_blobs.length;
      const lines = [
        `${report.output}: ${report.files} files, ${(report.bytes / 1e6).toFixed(1)} MB${verify ? ', verified' : ''}.`,
        ...(report.database === 'postgresql' ? [WITHOUT_DATABASE] : []),
        ...(missing > 0
          ? [`${missing} pictures that the history refers to are missing or damaged: ${FACTS_HINT}`]
          : []),
      ];
      const status = missing > 0 ? EXIT_STATUS.finding : EXIT_STATUS.success;
      return { json: { ...report, verified: verify === true }, text: lines.join('\n'), status };
    }),
  );
}

const WITHOUT_DATABASE = 'The database is not in it: run pg_dump before, and keep both together.';
const FACTS_HINT = 'backup.json names them.';

/** `inspectai restore` */
export function addRestoreCommand(program: Command): void {
  const command = program
    .command('restore')
    .argument('<backup>', 'folder that "inspectai backup" made')
    .description('put a backup into new folders, every file verified')
    .option('--data-dir <folder>', 'new data folder for the service')
    .option('--dry-run', 'verify the backup and write nothing');
  addConfigOptions(command, ['modelsRoot']).action((backup: string, options: RestoreOptions) =>
    runCommand(command, async session => {
      const { restoreBackup, verifyBackup } = await import('../../operations/restore.ts');
      const { dataDir, dryRun } = options;
      if (dryRun) {
        const facts = await verifyBackup(backup, session);
        return { json: facts, text: `${backup}, made ${facts.created_at}: ${facts.files} files, all sound.` };
      }
      if (dataDir === undefined || !session.explicit.has('modelsRoot'))
        throw new InspectError(
          'invalid_argument',
          'Name the new folders with --data-dir FOLDER and --models-root FOLDER.',
        );
      const { modelsRoot } = session.config;
      const facts = await restoreBackup(backup, { dataDir, modelsRoot }, session);
      const next = `inspectai serve --data-dir ${dataDir} --models-root ${modelsRoot}`;
      const database =
        facts.database === 'postgresql'
          ? '\nRestore the dump of the database, too, and name it with --database.'
          : '';
      return { json: facts, text: `Restored ${facts.files} files. Next: ${next}${database}` };
    }),
  );
}
