/**
 * Makes a fresh checkout ready to run: packages installed, `dist/` built. Silent when there is nothing to do.
 *
 * Everything it says goes to stderr, so that a command's own output can be piped. What was done is remembered in
 * `node_modules/.inspectai-setup.json` as SHA-256 of what it was done for.
 */
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { hashOfConsole, hashOfManifests, hashOfSources, isInstalledAsLocked } from './setup/fingerprints.mjs';
import { withLock } from './setup/lock.mjs';
import { runQuietly, SetupError } from './setup/run-quietly.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STAMP = join('node_modules', '.inspectai-setup.json');

/**
 * Installs and builds what is missing or out of date in `root`; a second caller waits for the first.
 *
 * @throws SetupError with a message for the user.
 */
export async function setUp(root = ROOT) {
  checkNode(root);
  if (isReady(root)) return;
  await withLock(join(root, '.setup-lock'), async () => {
    if (!isInstalled(root)) await install(root);
    if (!isBuilt(root)) await build(root);
    if (!isConsoleBuilt(root)) await buildConsole(root);
  });
}

/** Runs the set-up and ends the process with status 1 and a message when it fails. */
export async function setUpOrExit(root = ROOT) {
  try {
    await setUp(root);
  } catch (error) {
    process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exit(1);
  }
}

function checkNode(root) {
  const wanted = readManifest(root).engines.node.replace(/[^\d.]/g, '');
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = wanted.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new SetupError(
    `InspectAI needs Node.js ${wanted} or newer, but this is ${process.versions.node} (${process.execPath}). ` +
      'Install a current LTS release from https://nodejs.org and run the command again.',
  );
}

const readManifest = root => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const isReady = root => isInstalled(root) && isBuilt(root) && isConsoleBuilt(root);

const isInstalled = root => readStamp(root).installed === hashOfManifests(root);

const isBuilt = root =>
  existsSync(join(root, 'dist', 'cli', 'main.js')) && readStamp(root).built === hashOfSources(root);

const isConsoleBuilt = root =>
  hashOfConsole(root) === '' ||
  (existsSync(join(root, 'dist', 'console', 'index.html')) &&
    readStamp(root).console === hashOfConsole(root));

async function install(root) {
  const installed = hashOfManifests(root);
  if (isInstalledAsLocked(root)) return writeStamp(root, { ...readStamp(root), installed });
  const command = existsSync(join(root, 'package-lock.json')) ? 'ci' : 'install';
  await runQuietly(
    `installing packages (npm ${command})`,
    npm(),
    [command, '--include=dev', '--no-audit', '--no-fund'],
    {
      cwd: root,
      // onnxruntime-node's postinstall would download CUDA libraries that nothing here uses.
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    },
  );
  // npm may have written a lock file where there was none, so the hash is taken again.
  writeStamp(root, { installed: hashOfManifests(root) });
}

async function build(root) {
  const built = hashOfSources(root);
  const { built: _, ...others } = readStamp(root);
  // Forgotten first: a build that is cut short must not look finished when the sources go back to an older state.
  writeStamp(root, others);
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await runQuietly(
    'building dist',
    [process.execPath],
    [compiler, '-p', 'tsconfig.build.json', '--noEmitOnError'],
    { cwd: root },
  );
  const bundler = join('tools', 'bundle-packages.mjs');
  if (existsSync(join(root, bundler)))
    await runQuietly('bundling packages', [process.execPath], [bundler], { cwd: root });
  removeOrphans(root);
  writeStamp(root, { ...others, built });
}

async function buildConsole(root) {
  const built = hashOfConsole(root);
  const { console: _, ...others } = readStamp(root);
  writeStamp(root, others);
  const program = (...path) => join(root, 'node_modules', ...path);
  await runQuietly(
    'describing the API for the console',
    [process.execPath],
    [program('openapi-typescript', 'bin', 'cli.js'), 'openapi.json', '-o', 'console/src/api/schema.gen.ts'],
    { cwd: root },
  );
  await runQuietly(
    'building the console',
    [process.execPath],
    [program('vite', 'bin', 'vite.js'), 'build', 'console', '--logLevel', 'warn'],
    // Without it, a set-up that tests start would put React's slow and large development build into dist.
    { cwd: root, env: { ...process.env, NODE_ENV: 'production' } },
  );
  await runQuietly('listing licences', [process.execPath], [join('tools', 'licences.mjs')], { cwd: root });
  await runQuietly('compressing the console', [process.execPath], [join('tools', 'compress-console.mjs')], {
    cwd: root,
  });
  writeStamp(root, { ...others, console: built });
}

/** Removes from `dist/` what was built from a source that is gone: it could still be imported by mistake. */
function removeOrphans(root) {
  for (const name of readdirSync(join(root, 'dist'), { recursive: true })) {
    if (/^(console|bundled)/.test(name)) continue;
    const source = name.replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts');
    if (source !== name && !existsSync(join(root, 'src', source))) rmSync(join(root, 'dist', name));
  }
}

/** The command that starts npm: the very npm that runs this script, otherwise the one on the PATH. */
function npm() {
  const running = process.env.npm_execpath;
  if (running?.endsWith('npm-cli.js') && existsSync(running)) return [process.execPath, running];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

function readStamp(root) {
  try {
    return JSON.parse(readFileSync(join(root, STAMP), 'utf8'));
  } catch {
    return {}; // never set up, or a damaged stamp: both mean that everything has to be looked at
  }
}

function writeStamp(root, stamp) {
  writeFileSync(join(root, STAMP), `${JSON.stringify(stamp)}\n`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href)
  await setUpOrExit();
