import type { Command } from 'commander';
import { InspectError } from '../../errors.ts';
import type { Replay } from '../../operations/replay.ts';
import { addConfigOptions } from '../config-options.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { runCommand } from '../run-command.ts';

interface ReplayOptions {
  readonly record?: string;
  readonly image?: string;
}

/** `inspectai replay` */
export function addReplayCommand(program: Command): void {
  const command = program
    .command('replay')
    .description('repeat a recorded inspection with the same version, and compare')
    .option('--record <file>', 'the _result.json of a picture, or what "inference --json" printed')
    .option('--image <file>', 'where the picture is now (default: where the record says)')
    .addHelpText(
      'after',
      `
Examples:
  inspectai replay --record results/cap/new/a_result.json
  inspectai replay --record a_result.json --image archive/a.png`,
    );
  addConfigOptions(command, ['modelsRoot', 'device', 'threads']).action((options: ReplayOptions) =>
    runCommand(command, async session => {
      const { record, image } = options;
      if (record === undefined)
        throw new InspectError('invalid_argument', 'Name the record of an inspection with --record FILE.');
      const { replay } = await import('../../operations/replay.ts');
      const replays = await replay(session.config, { record, image }, session);
      const same = replays.every(one => one.same);
      return {
        json: { same, replays },
        text: replays.map(showReplay).join('\n\n'),
        status: same ? EXIT_STATUS.success : EXIT_STATUS.finding,
      };
    }),
  );
}

function showReplay({
  category,
  picture,
  model_version,
  recorded,
  replayed,
  same,
  differences,
}: Replay): string {
  const of = `${picture}, ${category} ${model_version}`;
  const verdict = `${recorded.decision} ${recorded.anomaly_score.toFixed(6)}`;
  const list = differences.map(
    ({ what, recorded: was, found }) => `  ${what}: recorded ${was}, found ${found}`,
  );
  if (same) return [`${of}: same verdict, score equal to 1e-6 (${verdict}).`, ...list].join('\n');
  const how =
    replayed === null
      ? 'not inspected, since picture or model are not those of the record:'
      : `recorded ${verdict}, now ${replayed.decision} ${replayed.anomaly_score.toFixed(6)}:`;
  return [`${of}: ${how}`, ...list].join('\n');
}
