#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addBackboneCommand } from './commands/backbone.ts';
import { addConfigCommand } from './commands/config.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { addInferenceCommand } from './commands/inference.ts';
import { addSampleCommand } from './commands/sample.ts';
import { addTrainCommand } from './commands/train.ts';
import { EXIT_STATUS } from './exit-status.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('inspectai')
  .description('Visual inspection that learns from photos of good parts only.')
  .version(version)
  .showHelpAfterError('Run with --help to see what is possible.')
  .exitOverride();

addTrainCommand(program);
addInferenceCommand(program);
addEvaluateCommand(program);
addBackboneCommand(program);
addSampleCommand(program);
addDemoCommand(program);
addConfigCommand(program);
addDoctorCommand(program);

try {
  await program.parseAsync();
} catch (cause) {
  if (!(cause instanceof CommanderError)) throw cause;
  process.exitCode = cause.exitCode === 0 ? 0 : EXIT_STATUS.usage;
}
