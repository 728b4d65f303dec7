#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { letHeapGrow } from '../heap-growth.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addAuditTrainingCommand } from './commands/audit-training.ts';
import { addBackboneCommand } from './commands/backbone.ts';
import { addBackupCommand, addRestoreCommand } from './commands/backup.ts';
import { addCalibrationCommand } from './commands/calibration.ts';
import { addCheckCommand } from './commands/check.ts';
import { addConfigCommand } from './commands/config.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addDriftCommand } from './commands/drift.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { addGaugeCommand } from './commands/gauge.ts';
import { addInferenceCommand } from './commands/inference.ts';
import { addModelsCommand } from './commands/models.ts';
import { addRegressionCommand } from './commands/regression.ts';
import { addReplayCommand } from './commands/replay.ts';
import { addRetentionCommand } from './commands/retention.ts';
import { addRoiCommand } from './commands/roi.ts';
import { addSampleCommand } from './commands/sample.ts';
import { addServeCommand } from './commands/serve.ts';
import { addTeachCommand } from './commands/teach.ts';
import { addTrainCommand } from './commands/train.ts';
import { addUserCommand } from './commands/user.ts';
import { EXIT_STATUS } from './exit-status.ts';
import { reportFailure } from './failure.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const wantsJson = process.argv.includes('--json');

// A reader that has gone away (`… | head -1`) is no fault; what else goes wrong is told where it is written.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
process.on('uncaughtException', fault => {
  reportFailure(fault, wantsJson).finally(() => process.exit());
});

const program = new Command('inspectai')
  .description('Visual inspection that learns from photos of good parts only.')
  .version(version)
  .configureOutput({ outputError: () => undefined }) // told below, as every other error
  .configureHelp({ helpWidth: Math.min(process.stdout.columns ?? 110, 110) })
  .exitOverride()
  .hook('preAction', (_, command) => {
    // The server's own process computes nothing; its compute processes see to this themselves.
    if (command.name() !== 'serve') letHeapGrow();
  })
  .addHelpText(
    'after',
    `
Begin:
  inspectai train --category cap --images FOLDER_OF_GOOD_PICTURES
  inspectai inference --category cap --image PICTURE...
  inspectai <command> --help`,
  );

// Commands load the engine when they run: help and messages about wrong usage come at once.
addAuditTrainingCommand(program);
addTrainCommand(program);
addInferenceCommand(program);
addEvaluateCommand(program);
addModelsCommand(program);
addRegressionCommand(program);
addTeachCommand(program);
addRoiCommand(program);
addReplayCommand(program);
addCheckCommand(program);
addCalibrationCommand(program);
addDriftCommand(program);
addGaugeCommand(program);
addBackboneCommand(program);
addServeCommand(program);
addUserCommand(program);
addAuditCommand(program);
addRetentionCommand(program);
addBackupCommand(program);
addRestoreCommand(program);
addSampleCommand(program);
addDemoCommand(program);
addConfigCommand(program);
addDoctorCommand(program);

try {
  await program.parseAsync();
} catch (cause) {
  if (!(cause instanceof CommanderError)) await reportFailure(cause, wantsJson);
  else if (cause.code === 'commander.help')
    process.exitCode = EXIT_STATUS.usage; // no command: the help was shown
  else if (cause.exitCode !== 0) await reportFailure(cause, wantsJson);
}
