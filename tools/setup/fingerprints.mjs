import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** SHA-256 of what decides which packages are installed: package.json and, where there is one, the lock file. */
export function hashOfManifests(root) {
  return hashOfFiles(root, ['package.json', 'package-lock.json']);
}

/** SHA-256 of what decides the content of `dist/`: every source file but the tests, the compilers' settings, and what is bundled. */
export function hashOfSources(root) {
  const sources = filesBelow(root, 'src').filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const settings = readdirSync(root).filter(name => /^tsconfig.*\.json$/.test(name));
  const bundled = ['package-lock.json', 'tools/bundle-packages.mjs'];
  return hashOfFiles(root, [...sources, ...settings, ...bundled].sort());
}

/** SHA-256 of what decides the content of `dist/console/`; empty where there is no console. */
export function hashOfConsole(root) {
  if (!existsSync(join(root, 'console'))) return '';
  const sources = filesBelow(root, 'console').filter(name => /\.(tsx?|css|html|js|json|svg)$/.test(name));
  const others = ['openapi.json', 'package-lock.json', 'tools/licences.mjs', 'tools/compress-console.mjs'];
  return hashOfFiles(root, [...sources.filter(name => !/\.(test|gen)\./.test(name)), ...others].sort());
}

function filesBelow(root, folder) {
  return readdirSync(join(root, folder), { recursive: true }).map(
    name => `${folder}/${name.split(sep).join('/')}`,
  );
}

/**
 * Whether `node_modules` already holds exactly what the lock file names, as after an `npm ci` by hand. Optional
 * packages may be absent: most of them are for other systems.
 */
export function isInstalledAsLocked(root) {
  const locked = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'));
  const { dependencies = {}, devDependencies = {} } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  if (!locked || !present) return false;
  const named = Object.keys({ ...dependencies, ...devDependencies });
  if (named.some(name => !locked[`node_modules/${name}`])) return false;
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    return found ? found.version === entry.version && existsSync(join(root, path)) : entry.optional === true;
  });
}

function readPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

function hashOfFiles(root, names) {
  const hash = createHash('sha256');
  for (const name of names) {
    const path = join(root, name);
    if (!existsSync(path)) continue;
    const content = readFileSync(path);
    // Name and length frame the content, so that moving bytes from one file to the next changes the hash.
    hash.update(`${name}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
