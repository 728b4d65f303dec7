import type { Command } from 'commander';
import type { ConfigKey } from '../../config.ts';
import type { ModelComparison } from '../../operations/compare-models.ts';
import type { ModelVersions } from '../../operations/model-versions.ts';
import type { ModelsCheck } from '../../operations/verify-models.ts';
import {
  addForceOptions,
  checkForce,
  type ForceOptions,
  showActivation,
  shownJudgement,
} from '../activation-text.ts';
import { neededCategory } from '../category-option.ts';
import { addConfigOptions } from '../config-options.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { runCommand } from '../run-command.ts';
import { formatTable } from '../table.ts';
import { addModelExport, addModelImport } from './model-archive.ts';

interface ModelsOptions extends ForceOptions {
  readonly category?: string;
}

const FOLDER: readonly ConfigKey[] = ['modelsRoot'];
const MACHINE: readonly ConfigKey[] = ['modelsRoot', 'device', 'threads'];

/** `inspectai models list|compare|activate|rollback|verify|export|import` */
export function addModelsCommand(program: Command): void {
  const models = program
    .command('models')
    .description('versions of a category: list, compare, put to use, go back, verify, export, import');
  addList(models);
  addCompare(models);
  addActivate(models);
  addRollback(models);
  addVerify(models);
  addModelExport(models);
  addModelImport(models);
}

function addList(parent: Command): void {
  const command = withCategory(parent.command('list').description('list the versions of a category'));
  addConfigOptions(command, FOLDER).action((options: ModelsOptions) =>
    runCommand(command, async ({ config }) => {
      const { modelVersions } = await import('../../operations/model-versions.ts');
      const versions = await modelVersions(config, neededCategory(options));
      return { json: versions, text: showVersions(versions) };
    }),
  );
}

function addCompare(parent: Command): void {
  const command = withCategory(
    parent
      .command('compare')
      .argument('<before>', 'a version, such as v1')
      .argument('<after>', 'another one')
      .description('settings, thresholds and verdicts of two versions side by side'),
  );
  addConfigOptions(command, ['dataRoot', ...MACHINE]).action(
    (before: string, after: string, options: ModelsOptions) =>
      runCommand(command, async session => {
        const { compareModels } = await import('../../operations/compare-models.ts');
        const category = neededCategory(options);
        const comparison = await compareModels(session.config, { category, before, after }, session);
        return { json: comparison, text: showComparison(comparison) };
      }),
  );
}

function addActivate(parent: Command): void {
  const command = withCategory(
    parent
      .command('activate')
      .argument('<version>', 'the version to use, such as v2')
      .description('put a version to use, after the regression check'),
  );
  addConfigOptions(addForceOptions(command), MACHINE).action((version: string, options: ModelsOptions) =>
    runCommand(command, async session => {
      const { activate } = await import('../../operations/activate-version.ts');
      checkForce(options);
      const request = { category: neededCategory(options), version, ...grounds(options) };
      const result = await activate(session.config, request, session);
      return { json: result, text: showActivation(result), status: statusOf(result) };
    }),
  );
}

function addRollback(parent: Command): void {
  const command = withCategory(
    parent.command('rollback').description('go back to the version that was in use before, after the check'),
  );
  addConfigOptions(addForceOptions(command), MACHINE).action((options: ModelsOptions) =>
    runCommand(command, async session => {
      const { rollback } = await import('../../operations/activate-version.ts');
      checkForce(options);
      const request = { category: neededCategory(options), ...grounds(options) };
      const result = await rollback(session.config, request, session);
      return { json: result, text: showActivation(result), status: statusOf(result) };
    }),
  );
}

function addVerify(parent: Command): void {
  const command = withCategory(
    parent.command('verify').description('compare every file of every version with its SHA-256'),
  );
  addConfigOptions(command, FOLDER).action((options: ModelsOptions) =>
    runCommand(command, async session => {
      const { verifyModels } = await import('../../operations/verify-models.ts');
      const check = await verifyModels(session.config, neededCategory(options), session);
      const status = check.sound ? EXIT_STATUS.success : EXIT_STATUS.model;
      return { json: check, text: showCheck(check), status };
    }),
  );
}

function withCategory(command: Command): Command {
  return command.option('--category <name>', 'category whose versions are meant');
}

function grounds({ force, reason }: ForceOptions) {
  return { force: force ?? false, reason };
}

function statusOf({ activated }: { readonly activated: boolean }): number {
  return activated ? EXIT_STATUS.success : EXIT_STATUS.finding;
}

function showVersions({ versions }: ModelVersions): string {
  const cell = (value: number | string | undefined) => (value === undefined ? '-' : String(value));
  const rows = versions.map(version =>
    'problem' in version ? { ...version, how: version.problem } : version,
  );
  return formatTable(
    [
      { title: 'version', value: row => `${row.version}${row.current ? ' (in use)' : ''}` },
      { title: 'backbone', value: row => ('problem' in row ? '-' : row.backbone) },
      { title: 'pictures', value: row => cell('problem' in row ? undefined : row.pictures), align: 'right' },
      { title: 'entries', value: row => cell('problem' in row ? undefined : row.entries), align: 'right' },
      {
        title: 'fail above',
        value: row => cell('problem' in row ? undefined : row.threshold.toFixed(3)),
        align: 'right',
      },
      {
        title: 'review above',
        value: row => cell('problem' in row ? undefined : row.review_threshold.toFixed(3)),
        align: 'right',
      },
      {
        title: 'how',
        value: row =>
          'problem' in row || !row.taught
            ? row.how
            : `taught ${row.taught.pictures} pictures, from ${row.taught.from}`,
      },
    ],
    rows,
  );
}

function showComparison({ before, after, settings, compared, changes }: ModelComparison): string {
  const shown = (value: unknown) =>
    typeof value === 'number' ? String(Number(value.toFixed(4))) : String(value ?? '-');
  const table = formatTable(
    [
      { title: 'setting', value: row => row.setting },
      { title: before, value: row => shown(row.before) },
      { title: after, value: row => shown(row.after) },
    ],
    settings,
  );
  if (compared === 0)
    return `${table}\n\nNo verdicts were compared: there are no test pictures under --data-root, and the regression set is empty.`;
  const summary = `${compared} pictures compared, ${changes.length} with another verdict.`;
  if (changes.length === 0) return `${table}\n\n${summary}`;
  const verdicts = formatTable(
    [
      { title: 'label', value: row => row.label },
      { title: before, value: row => shownJudgement(row.before) },
      { title: after, value: row => shownJudgement(row.after) },
      { title: 'from', value: row => row.source },
      { title: 'picture', value: row => row.name },
    ],
    changes,
  );
  return `${table}\n\n${verdicts}\n\n${summary}`;
}

function showCheck({ versions, problems }: ModelsCheck): string {
  const lines = versions.map(({ version, current, problems: found }) => {
    const name = `${version}${current ? ' (in use)' : ''}`;
    return found.length === 0 ? `${name}: sound` : `${name}: ${found.join('\n  ')}`;
  });
  return [...lines, ...problems].join('\n');
}
