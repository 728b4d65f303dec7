import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const REPOSITORY = join(import.meta.dirname, '..');
const run = promisify(execFile);
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'inspectai-setup-'));
  cpSync(join(REPOSITORY, 'tools', 'setup.mjs'), join(root, 'tools', 'setup.mjs'));
  cpSync(join(REPOSITORY, 'tools', 'setup'), join(root, 'tools', 'setup'), { recursive: true });
  cpSync(join(REPOSITORY, 'inspectai'), join(root, 'inspectai'));
  write('package.json', { type: 'module', engines: { node: '>=20.19' } });
  write('package-lock.json', { lockfileVersion: 3, packages: { '': {} } });
  write('tsconfig.build.json', {
    compilerOptions: {
      target: 'es2022',
      lib: ['es5'],
      skipLibCheck: true,
      module: 'nodenext',
      types: [],
      rootDir: 'src',
      outDir: 'dist',
    },
    include: ['src'],
  });
  write(
    'src/cli/main.ts',
    'declare const console: any, process: any;\nconsole.log("arguments:", ...process.argv.slice(2));\nexport {};\n',
  );
  // What `npm ci` would leave: the compiler, and npm's own note of what is installed.
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(
    join(REPOSITORY, 'node_modules', 'typescript'),
    join(root, 'node_modules', 'typescript'),
    'junction',
  );
  write('node_modules/.package-lock.json', { lockfileVersion: 3, packages: {} });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: unknown) {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
}

const setUp = () => run(process.execPath, [join(root, 'tools', 'setup.mjs')], { cwd: tmpdir() });

describe('the set-up', () => {
  test('builds a fresh checkout with one line, then has nothing to say', async () => {
    const first = await setUp();
    expect(first.stderr).toMatch(/^set-up: building dist … done in \d+\.\d s\n$/);
    expect(existsSync(join(root, 'dist', 'cli', 'main.js'))).toBe(true);
    expect(await setUp()).toEqual({ stdout: '', stderr: '' });
  });

  test('builds again when a source changes, but not when a test does', async () => {
    await setUp();
    write('src/cli/main.test.ts', 'export const anything = 1;\n');
    expect((await setUp()).stderr).toBe('');
    write('src/cli/main.ts', 'export const answer = 42;\n');
    await setUp();
    expect(readFileSync(join(root, 'dist', 'cli', 'main.js'), 'utf8')).toContain('answer = 42');
  });

  test('shows the type error of a failed build and keeps the dist that worked', async () => {
    await setUp();
    const working = readFileSync(join(root, 'dist', 'cli', 'main.js'), 'utf8');
    write('src/cli/main.ts', 'export const answer: string = 42;\n');
    await expect(setUp()).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/TS2322[\s\S]*Correct the type errors/),
    });
    expect(readFileSync(join(root, 'dist', 'cli', 'main.js'), 'utf8')).toBe(working);
  });

  test('removes from dist what has no source any more', async () => {
    write('src/old.ts', 'export const old = 1;\n');
    await setUp();
    rmSync(join(root, 'src', 'old.ts'));
    await setUp();
    expect(existsSync(join(root, 'dist', 'old.js'))).toBe(false);
    expect(existsSync(join(root, 'dist', 'cli', 'main.js'))).toBe(true);
  });

  test('installs when the lock file names a package that is not there, and explains a failure', async () => {
    write('package.json', {
      type: 'module',
      engines: { node: '>=20.19' },
      dependencies: { absent: 'file:absent.tgz' },
    });
    write('package-lock.json', {
      lockfileVersion: 3,
      packages: {
        '': { dependencies: { absent: 'file:absent.tgz' } },
        'node_modules/absent': { version: '1.0.0', resolved: 'file:absent.tgz' },
      },
    });
    await expect(setUp()).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /installing packages \(npm ci\) … failed\n[\s\S]*absent\.tgz[\s\S]*run the command again/,
      ),
    });
  });

  test('refuses a Node version that is too old, naming both versions', async () => {
    write('package.json', { type: 'module', engines: { node: '>=99.1' } });
    await expect(setUp()).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`needs Node.js 99.1 or newer, but this is ${process.versions.node}`),
    });
  });
});

describe('two set-ups at once', () => {
  test('build once: the second waits and says so', async () => {
    const both = await Promise.all([setUp(), setUp()]);
    const said = both.map(({ stderr }) => stderr).join('');
    expect(said.match(/building dist/g)).toHaveLength(1);
    expect(existsSync(join(root, '.setup-lock'))).toBe(false);
  });

  test('wait for an owner that lives and go on when it has ended', async () => {
    const owner = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1500)']);
    write('.setup-lock/owner', String(owner.pid));
    const [{ stderr }] = await Promise.all([setUp(), once(owner, 'exit')]);
    expect(stderr).toContain(`waiting for the one that runs already (process ${owner.pid})`);
    expect(stderr).toContain('building dist … done');
    expect(existsSync(join(root, '.setup-lock'))).toBe(false);
  });
});

describe('./inspectai', () => {
  test('keeps stdout for the command line, which gets its arguments', async () => {
    const { stdout, stderr } = await run(process.execPath, [join(root, 'inspectai'), 'train', '--all'], {
      cwd: tmpdir(),
    });
    expect(stdout).toBe('arguments: train --all\n');
    expect(stderr).toContain('building dist');
  });
});
