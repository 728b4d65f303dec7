import type { Command } from 'commander';
import type { RetentionPreview } from '../../operations/run-retention.ts';
import { addConfigOptions } from '../config-options.ts';
import { runCommand } from '../run-command.ts';

interface RetentionOptions {
  readonly dataDir: string;
  readonly dryRun?: boolean;
}

/** `inspectai retention` */
export function addRetentionCommand(program: Command): void {
  const command = program
    .command('retention')
    .description('remove pictures of inspections, and jobs, that the settings of the service no longer keep')
    .option('--data-dir <folder>', 'data folder of the service, running or not', 'inspectai-data')
    .option('--dry-run', 'say what would go, and touch nothing')
    .addHelpText(
      'after',
      '\nThe settings are set with PUT /api/v1/retention. A running server applies them every hour by itself.',
    );
  addConfigOptions(command, ['database']).action((options: RetentionOptions) =>
    runCommand(command, async ({ config, signal }) => {
      const { openHistory } = await import('../../operations/open-history.ts');
      const { previewRetention, runRetention } = await import('../../operations/run-retention.ts');
      const kept = await openHistory(config, options.dataDir);
      try {
        const preview = await previewRetention(kept.history, undefined, signal);
        if (options.dryRun) return { json: preview, text: showPreview(preview) };
        const removed = await runRetention(kept, { actor: 'command line', signal });
        return {
          json: removed,
          text: `Removed the pictures of ${removed.inspections} inspections: ${removed.blobs} files, ${megabytes(removed.bytes)}; ${removed.jobs} ended jobs.`,
        };
      } finally {
        await kept.history.destroy();
      }
    }),
  );
}

function showPreview({ inspections, bytes, jobs, over_budget_bytes, settings }: RetentionPreview): string {
  const kept = (days: number | null) => (days === null ? 'for ever' : `${days} days`);
  return [
    `PASS is kept ${kept(settings.pass_days)}, REVIEW ${kept(settings.review_days)}, FAIL ${kept(settings.fail_days)}; ${settings.budget_bytes === null ? 'no limit in bytes' : `at most ${megabytes(settings.budget_bytes)}`}.`,
    `Would go: pictures of ${inspections.PASS} PASS, ${inspections.REVIEW} REVIEW and ${inspections.FAIL} FAIL, ${megabytes(bytes)}, and ${jobs} ended jobs. Records of inspections stay.`,
    ...(over_budget_bytes > 0 ? [`That leaves ${megabytes(over_budget_bytes)} over the limit.`] : []),
  ].join('\n');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
