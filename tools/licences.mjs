/**
 * Writes `dist/console/licences.json`: every package that the product is made of, with its licence and the licence's
 * text. The server's packages are those that `package-lock.json` does not mark as for development alone; the console's
 * are those that its sources import, and what these depend on.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LICENCE_FILE = /^(licen[cs]e|copying)(\.|-|$)/i;

const { packages: locked } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
const server = new Set(Object.keys(locked).filter(path => path !== '' && !locked[path].dev));
const console = consolePackages();
const texts = [];
const packages = [...new Set([...server, ...console])]
  .filter(path => existsSync(join(ROOT, path, 'package.json')))
  .map(describe)
  .sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'));
const unique = packages.filter(
  ({ name, version }, index) =>
    packages.findIndex(other => other.name === name && other.version === version) === index,
);
writeFileSync(join(ROOT, 'dist', 'console', 'licences.json'), JSON.stringify({ packages: unique, texts }));

function describe(path) {
  const { version, license } = locked[path];
  const manifest = JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8'));
  const place = !console.has(path) ? 'server' : server.has(path) ? 'both' : 'console';
  const licence = license ?? manifest.license?.type ?? manifest.license ?? 'see its text';
  return { name: manifest.name, version, licence, place, text: textIndexOf(path) };
}

/** Index in `texts`, which has equal texts once; null when the package brings none. */
function textIndexOf(path) {
  const file = readdirSync(join(ROOT, path)).find(name => LICENCE_FILE.test(name));
  if (file === undefined) return null;
  const text = readFileSync(join(ROOT, path, file), 'utf8').trim();
  const known = texts.indexOf(text);
  return known >= 0 ? known : texts.push(text) - 1;
}

/** Paths in `package-lock.json` of what the console's sources import, and of all that this needs. */
function consolePackages() {
  const folder = join(ROOT, 'console', 'src');
  const sources = readdirSync(folder, { recursive: true }).filter(
    name => /\.(tsx?|css)$/.test(name) && !/\.test\./.test(name),
  );
  const names = sources.flatMap(name =>
    [
      ...readFileSync(join(folder, name), 'utf8').matchAll(
        /(?:from |import\(|import )['"]((?:@[\w-]+\/)?[\w-][\w.-]*)/g,
      ),
    ].map(match => match[1]),
  );
  const found = new Set();
  const add = path => {
    if (path === undefined || found.has(path)) return;
    found.add(path);
    for (const name of Object.keys(locked[path].dependencies ?? {})) add(installed(name, path));
  };
  for (const name of new Set(names)) add(installed(name, ''));
  return found;
}

/** Where Node.js finds a package that is needed by the one at `from`. */
function installed(name, from) {
  const own = `${from ? `${from}/` : ''}node_modules/${name}`;
  if (own in locked) return own;
  if (from === '') return undefined;
  return installed(name, from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1)));
}
