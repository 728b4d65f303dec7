/**
 * Writes `dist/bundled/`: packages that come as hundreds of small files, each of what we import as one file. Node.js
 * looks for, reads and compiles every file of a package by itself, which was most of the time that a command took to
 * start. Sources import them as `#bundled/<name>`, see `imports` in `package.json`.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUTPUT = join(ROOT, 'dist', 'bundled');
const MODULES = [
  'typebox',
  'typebox/schema',
  'typebox/value',
  'kysely',
  'onnx-buf',
  '@bufbuild/protobuf',
  'echarts/core',
  'echarts/charts',
  'echarts/components',
  'echarts/renderers',
];

await build({
  configFile: false,
  root: ROOT,
  logLevel: 'warn',
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true,
    target: 'node20',
    outDir: OUTPUT,
    emptyOutDir: true,
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      input: Object.fromEntries(MODULES.map(name => [name, name])),
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared/[name].js' },
    },
  },
});
