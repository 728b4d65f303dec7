import type { Command } from 'commander';
import type { ConfigKey } from '../../config.ts';
import type { BackboneRecord } from '../../schemas/backbone.ts';
import { addConfigOptions } from '../config-options.ts';
import { runCommand } from '../run-command.ts';
import { formatTable } from '../table.ts';

const CACHE: readonly ConfigKey[] = ['backbonesRoot'];

/** `inspectai backbone list|pull|import|check` */
export function addBackboneCommand(program: Command): void {
  const backbone = program
    .command('backbone')
    .description('the networks that see: list, download, import, check');
  addList(backbone);
  addPull(backbone);
  addImport(backbone);
  addCheck(backbone);
}

function addList(parent: Command): void {
  const command = parent.command('list').description('list the backbones and which are on this machine');
  addConfigOptions(command, CACHE).action(() =>
    runCommand(command, async ({ config }) => {
      const { listBackbones } = await import('../../operations/backbones.ts');
      const backbones = await listBackbones(config);
      const text = formatTable(
        [
          { title: 'backbone', value: row => `${row.name}${row.is_default ? ' (default)' : ''}` },
          { title: 'MB', value: row => String(row.size_megabytes), align: 'right' },
          { title: 'here', value: row => row.path ?? 'no' },
          { title: 'description', value: row => row.description },
        ],
        backbones,
      );
      return {
        json: backbones,
        text: `${text}\n\nYour own ONNX file: train --backbone external --weights FILE.onnx --layers OUTPUT,OUTPUT`,
      };
    }),
  );
}

function addPull(parent: Command): void {
  const command = parent.command('pull').argument('<name>').description('download the weights of a backbone');
  addConfigOptions(command, [...CACHE, 'hfEndpoint']).action((name: string) =>
    runCommand(command, async session => {
      const { pullBackbone } = await import('../../operations/backbones.ts');
      const record = await pullBackbone(session.config, name, session);
      return { json: record, text: showRecord('Pulled', record) };
    }),
  );
}

function addImport(parent: Command): void {
  const command = parent
    .command('import')
    .argument('<name>')
    .argument('<file>')
    .description('take the weights of a backbone from a file');
  addConfigOptions(command, CACHE).action((name: string, file: string) =>
    runCommand(command, async ({ config }) => {
      const { importBackbone } = await import('../../operations/backbones.ts');
      const record = await importBackbone(config, name, file);
      return { json: record, text: showRecord('Imported', record) };
    }),
  );
}

function addCheck(parent: Command): void {
  const command = parent
    .command('check')
    .argument('<name>')
    .description('check the weights of a backbone and compute with them once');
  addConfigOptions(command, [
    ...CACHE,
    'weights',
    'layers',
    'imageSize',
    'centerCrop',
    'device',
    'threads',
  ]).action((name: string) =>
    runCommand(command, async ({ config }) => {
      const { checkBackbone } = await import('../../operations/backbones.ts');
      const check = await checkBackbone(config, name);
      const text = `${check.name} is in order: ${check.grid} patches of ${check.dimensions} dimensions in ${check.features_ms.toFixed(1)} ms.\nWeights: ${check.path}\nSHA-256: ${check.sha256}`;
      return { json: check, text };
    }),
  );
}

function showRecord(what: string, record: BackboneRecord): string {
  const doubt = record.hash_checked
    ? ''
    : '\nThe server told no SHA-256: size and architecture were checked, the content was not.';
  return `${what} ${record.name}: ${record.path} (${(record.size_bytes / 1e6).toFixed(1)} MB)\nSHA-256: ${record.sha256}${doubt}`;
}
