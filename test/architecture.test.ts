import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documentedImports, findBreaches, type Rules, type SourceFile } from './architecture.ts';

/** The table of docs/architecture.md; the two must be equal. */
const RULES: Rules = {
  imports: {
    'errors.ts': [],
    'files.ts': [],
    'lock.ts': [],
    'random.ts': [],
    'option-words.ts': [],
    'heap-growth.ts': [],
    'config.ts': ['option-words.ts'],
    'check-config.ts': ['config.ts'],
    'load-config.ts': ['config.ts', 'check-config.ts'],
    compute: ['heap-growth.ts'],
    onnx: [],
    image: [],
    schemas: [],
    history: ['schemas'],
    statistics: [],
    sample: ['image'],
    alignment: ['image', 'schemas'],
    backbones: ['onnx', 'image'],
    patchcore: ['alignment', 'backbones', 'onnx', 'image', 'schemas', 'statistics'],
    evaluation: ['patchcore', 'backbones', 'onnx', 'image', 'schemas', 'statistics'],
    guard: ['alignment', 'patchcore', 'image', 'schemas'],
    audit: ['patchcore', 'onnx'],
    operations: [
      'compute',
      'evaluation',
      'guard',
      'audit',
      'alignment',
      'patchcore',
      'backbones',
      'onnx',
      'image',
      'sample',
      'schemas',
      'statistics',
      'history',
      'config.ts',
    ],
    'context.ts': ['config.ts', 'operations', 'history', 'schemas'],
    server: ['context.ts', 'config.ts', 'check-config.ts', 'operations', 'history', 'schemas'],
    cli: [
      'operations',
      'evaluation',
      'guard',
      'audit',
      'alignment',
      'patchcore',
      'backbones',
      'onnx',
      'image',
      'sample',
      'schemas',
      'statistics',
      'config.ts',
      'load-config.ts',
      'heap-growth.ts',
      'history',
      'context.ts',
      'server',
    ],
    'index.ts': [
      'operations',
      'evaluation',
      'guard',
      'audit',
      'alignment',
      'patchcore',
      'backbones',
      'onnx',
      'image',
      'sample',
      'schemas',
      'statistics',
      'config.ts',
      'load-config.ts',
    ],
  },
  open: ['errors.ts', 'files.ts', 'lock.ts', 'random.ts'],
  packages: {
    'onnxruntime-node': 'src/onnx/session.ts',
    sharp: 'src/image/codec.ts',
    '@napi-rs/image': 'src/image/rust-decoder.ts',
    'csv-parse': 'src/operations/study-table.ts',
    'prom-client': 'src/server/metrics.ts',
    '@node-rs/argon2': 'src/server/accounts/passwords.ts',
    yauzl: 'src/operations/zip.ts',
    yazl: 'src/operations/zip.ts',
    'better-sqlite3': 'src/history/dialect.ts',
    pg: 'src/history/dialect.ts',
  },
  bundled: ['typebox', 'kysely', 'onnx-buf', '@bufbuild/protobuf', 'echarts'],
  reexports: 'src/index.ts',
  environment: 'src/load-config.ts',
  maxLines: 220,
};

const root = join(import.meta.dirname, '..');

function readSources(): SourceFile[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map(name => `src/${name.split(sep).join('/')}`)
    .filter(path => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

describe('the sources', () => {
  test('keep to the import direction, the single importers and the size of a file', () => {
    const files = readSources();
    expect(files.map(({ path }) => path)).toContain('src/onnx/session.ts');
    expect(findBreaches(files, RULES)).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const documented = documentedImports(readFileSync(join(root, 'docs/architecture.md'), 'utf8'));

  test('has the table of import directions that is enforced here', () => {
    const enforced = Object.entries(RULES.imports).map(([area, allowed]) => [area, [...allowed].sort()]);
    expect(documented).toEqual(Object.fromEntries(enforced));
  });

  test('has a line for everything in src and for nothing else', () => {
    const areas = readSources().map(({ path }) => path.split('/')[1]);
    expect(Object.keys(documented).sort()).toEqual([...new Set(areas)].sort());
  });

  test('is read from its block of imports, one line an area', () => {
    const text = ['Words <- more words', '```imports', 'onnx <-', 'cli  <-  onnx image', '```', 'a <- b'];
    expect(documentedImports(text.join('\n'))).toEqual({ onnx: [], cli: ['image', 'onnx'] });
    expect(() => documentedImports('no such block')).toThrow('```imports');
    expect(() => documentedImports('```imports\ncli -> onnx\n```')).toThrow('cli -> onnx');
  });
});

describe('the check finds', () => {
  const breaches = (files: Record<string, string>) =>
    findBreaches(
      Object.entries(files).map(([path, text]) => ({ path, text })),
      RULES,
    );

  test('nothing in files that keep to the rules', () => {
    const good = {
      'src/errors.ts': 'export const a = 1;',
      'src/onnx/session.ts':
        "import { a } from '../errors.ts';\nimport ort from 'onnxruntime-node';\nexport const b = [a, ort];",
      'src/backbones/resnet.ts': "import { b } from '../onnx/session.ts';\nexport const c = b;",
      'src/load-config.ts': 'export const read = () => process.env;',
      'src/index.ts': "export { c } from './backbones/resnet.ts';",
    };
    expect(breaches(good)).toEqual([]);
  });

  test.each([
    ['an import', "import { x } from '../patchcore/train.ts';"],
    ['an import of a type', "import type { X } from '../patchcore/train.ts';"],
    ['an import at run time', "const x = await import('../patchcore/train.ts');"],
    ['an import for its effects', "import '../patchcore/train.ts';"],
  ])('%s against the direction', (_, text) => {
    expect(breaches({ 'src/onnx/graph.ts': text })).toEqual([
      'src/onnx/graph.ts imports src/patchcore/train.ts, but onnx may import only errors.ts, files.ts, lock.ts, random.ts',
    ]);
  });

  test('configuration that is read below operations', () => {
    expect(breaches({ 'src/patchcore/train.ts': "import { x } from '../config.ts';" })).toEqual([
      expect.stringContaining('imports src/config.ts'),
    ]);
    expect(breaches({ 'src/cli/main.ts': "import { x } from '../config.ts';" })).toEqual([]);
  });

  test('a folder that is not in the table', () => {
    expect(breaches({ 'src/utils/text.ts': 'export const a = 1;' })).toEqual([
      expect.stringContaining('utils is not in the table'),
    ]);
  });

  test.each(['onnxruntime-node', 'sharp', '@napi-rs/image', 'onnxruntime-node/dist/backend.js'])(
    'a second importer of %s',
    name => {
      expect(breaches({ 'src/patchcore/detect.ts': `import type { X } from '${name}';` })).toEqual([
        expect.stringContaining(`imports ${name}, but only`),
      ]);
    },
  );

  test('a package that is bundled, imported beside its bundle', () => {
    const importing = (name: string) => breaches({ 'src/onnx/graph.ts': `import X from '${name}';` });
    expect(importing('typebox/value')).toEqual([expect.stringContaining('import #bundled/typebox/value')]);
    expect(importing('#bundled/typebox/value')).toEqual([]);
  });

  test.each([
    "export { a } from './graph.ts';",
    "export * from './graph.ts';",
    "export type { A } from './graph.ts';",
  ])('the barrel %s', text => {
    expect(breaches({ 'src/onnx/all.ts': text })).toEqual([
      expect.stringContaining('src/onnx/all.ts re-exports'),
    ]);
  });

  test.each([
    'const a = process.env.HOME;',
    "const a = process['env'];",
    "import { env } from 'node:process';",
    "import { env as e } from 'process';",
  ])('the environment read by %s', text => {
    expect(breaches({ 'src/onnx/session.ts': `\n${text}` })).toEqual([
      'src/onnx/session.ts:2 reads the environment, but only src/load-config.ts may',
    ]);
  });

  test('a second place that reads the environment in the configuration', () => {
    expect(breaches({ 'src/load-config.ts': 'const a = process.env.A;\nconst b = process.env.B;' })).toEqual([
      expect.stringContaining('lines 1, 2'),
    ]);
  });

  test('a file that is too long', () => {
    expect(breaches({ 'src/image/image.ts': 'a;\n'.repeat(220) })).toEqual([]);
    expect(breaches({ 'src/image/image.ts': 'a;\n'.repeat(221) })).toEqual([
      expect.stringContaining('has 221 lines'),
    ]);
  });

  test('a cycle, once', () => {
    const cycle = {
      'src/image/a.ts': "import './b.ts';",
      'src/image/b.ts': "import './c.ts';",
      'src/image/c.ts': "import './b.ts';",
    };
    expect(breaches(cycle)).toEqual(['import cycle: src/image/b.ts -> src/image/c.ts -> src/image/b.ts']);
  });
});
