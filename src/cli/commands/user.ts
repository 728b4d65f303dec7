import type { Command } from 'commander';
import { InspectError } from '../../errors.ts';
import { addConfigOptions } from '../config-options.ts';
import { runCommand } from '../run-command.ts';

interface ResetOptions {
  readonly dataDir: string;
  readonly reason?: string;
}

/** `inspectai user reset-password`: for the administrator whom nobody else can let in again. */
export function addUserCommand(program: Command): void {
  const user = program.command('user').description('accounts of a server');
  const command = user
    .command('reset-password')
    .argument('<name>', 'name that they log in with')
    .description('give a user a temporary password; whoever may write the data folder may do that')
    .option('--data-dir <folder>', 'data folder of the server, running or not', 'inspectai-data')
    .option('--reason <text>', 'for the audit log');
  addConfigOptions(command, ['database']).action((name: string, { dataDir, reason }: ResetOptions) =>
    runCommand(command, async ({ config }) => {
      const { openHistory } = await import('../../operations/open-history.ts');
      const { findUser } = await import('../../history/users.ts');
      const { openPasswords } = await import('../../server/accounts/passwords.ts');
      const { resetPassword } = await import('../../server/accounts/reset-password.ts');
      const { history } = await openHistory(config, dataDir);
      try {
        const user = await findUser(history, name);
        if (!user) throw new InspectError('invalid_argument', `There is no user "${name}" in ${dataDir}.`);
        const change = { actor: 'command line', now: new Date(), reason };
        const password = await resetPassword(history, await openPasswords(), user, change);
        return {
          json: { name: user.name, temporary_password: password },
          text: `Temporary password of "${user.name}", shown this once: ${password}\nIt is to be changed at the next login. Their sessions have ended; the audit log tells of it.`,
        };
      } finally {
        await history.destroy();
      }
    }),
  );
}
