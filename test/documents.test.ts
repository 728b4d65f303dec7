import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT_STATUS } from '../src/cli/exit-status.ts';
import { CONFIG_KEYS, type ConfigKey, ConfigSchema, defaultOf, flagName, wireName } from '../src/config.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'docs/console.md',
  'docs/drift.md',
  'docs/measurement-system.md',
  'src/patchcore/README.md',
  ...readdirSync(join(root, 'docs/decisions')).map(name => `docs/decisions/${name}`),
];

/** Defaults that differ from machine to machine, in words. */
const MACHINE_DEFAULTS: Partial<Record<ConfigKey, string>> = {
  backbonesRoot: '`~/.cache/inspectai/backbones`',
  threads: 'all processor cores',
};

describe('README.md', () => {
  test('has a line for every option, with its flag, default and meaning', () => {
    const rows = tableRows(read('README.md'), '| option | flag | default | meaning |');
    const expected = CONFIG_KEYS.map(key => {
      const { description } = ConfigSchema.properties[key] as { readonly description?: string };
      return `| \`${wireName(key)}\` | \`${flagName(key)}\` | ${shownDefault(key)} | ${description} |`;
    });
    expect(rows).toEqual(expected);
  });

  test('has a line for every exit status', () => {
    const rows = tableRows(read('README.md'), '| status | when |');
    expect(rows.map(row => Number(row.split('|')[1]))).toEqual(Object.values(EXIT_STATUS));
  });
});

describe('CONTRIBUTING.md', () => {
  test('has ten design rules', () => {
    const section = read('CONTRIBUTING.md').split('## Ten design rules')[1]!.split('\n## ')[0]!;
    expect(section.match(/^\d+\. /gm)).toEqual(Array.from({ length: 10 }, (_, index) => `${index + 1}. `));
  });
});

describe('docs/decisions/dependencies.md', () => {
  test('has a line for every package of package.json and for no other', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, object>;
    const rows = ['needed to run', 'needed to develop'].map(kind =>
      tableRows(
        read('docs/decisions/dependencies.md'),
        `| ${kind} | version | licence | MB | what for, and why this one |`,
      ).map(row => row.split('|')[1]!.trim()),
    );
    expect(rows).toEqual([Object.keys(dependencies!), Object.keys(devDependencies!)]);
  });
});

describe.each(DOCUMENTS)('%s', path => {
  test('links only to files that exist', () => {
    const targets = [...read(path).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(match => match[1]!);
    const local = targets.filter(target => !/^https?:/.test(target));
    expect(local.filter(target => !existsSync(join(root, dirname(path), target)))).toEqual([]);
  });
});

/** The rows of the table that starts with `header`. */
function tableRows(markdown: string, header: string): string[] {
  const lines = markdown.split('\n');
  const start = lines.indexOf(header);
  expect(start, `the table "${header}"`).toBeGreaterThanOrEqual(0);
  const rest = lines.slice(start + 2);
  return rest.slice(
    0,
    rest.findIndex(line => !line.startsWith('|')),
  );
}

function shownDefault(key: ConfigKey): string {
  const standard = defaultOf(key);
  return MACHINE_DEFAULTS[key] ?? (standard === null ? 'none' : `\`${String(standard)}\``);
}
