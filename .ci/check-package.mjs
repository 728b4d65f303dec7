/** Checks what `npm pack` would publish: what users need is in, and nothing that is only for development. */
import { execFileSync } from 'node:child_process';

const NEEDED = [
  'package.json',
  'README.md',
  'LICENSE',
  'dist/index.js',
  'dist/index.d.ts',
  'dist/cli/main.js',
  'dist/bundled/typebox.js',
  'dist/console/index.html',
  'dist/console/licences.json.br',
  'dist/console/licences.json.gz',
  'assets/compact/compact.safetensors',
];
const UNWANTED = [
  /\.test\./,
  /^(src|test|tools|bench|shared|models|results|samples)\//,
  /golden/,
  /\.(py|onnx|npy|tsbuildinfo)$/,
];
const MAX_UNPACKED_BYTES = 40_000_000;

// The build step ran before; its script would print into the JSON.
const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
const output = execFileSync(npm[0], [...npm.slice(1), 'pack', '--dry-run', '--json', '--ignore-scripts'], {
  encoding: 'utf8',
  maxBuffer: 64_000_000,
});
const [{ files, unpackedSize }] = JSON.parse(output);
const paths = files.map(file => file.path);
const problems = [
  ...NEEDED.filter(path => !paths.includes(path)).map(path => `missing: ${path}`),
  ...paths.filter(path => UNWANTED.some(pattern => pattern.test(path))).map(path => `not for users: ${path}`),
  ...(unpackedSize > MAX_UNPACKED_BYTES
    ? [`${unpackedSize} bytes unpacked, at most ${MAX_UNPACKED_BYTES} expected`]
    : []),
];
for (const problem of problems) console.error(problem);
console.log(`${paths.length} files, ${(unpackedSize / 1e6).toFixed(1)} MB unpacked`);
process.exitCode = problems.length > 0 ? 1 : 0;
