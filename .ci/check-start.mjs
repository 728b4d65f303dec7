/**
 * Runs `npm start` as a newcomer would: `check-start.mjs first|again <folder for notes>`. The first run must leave a
 * trained model; the second must end well without touching it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [turn, notesFolder] = process.argv.slice(2);
const notes = join(notesFolder, 'models-after-first-start.json');
const start = performance.now();
const { status } = spawnSync('npm', ['start'], {
  stdio: ['ignore', 'inherit', 'inherit'],
  shell: process.platform === 'win32',
});
console.log(`npm start took ${((performance.now() - start) / 1000).toFixed(1)} s`);
const problem = status === 0 ? checkModels() : `npm start ended with status ${status}`;
if (problem) console.error(problem);
process.exitCode = problem ? 1 : 0;

function checkModels() {
  const banks = memoryBanks();
  if (Object.keys(banks).length === 0) return 'npm start left no memory_bank.npy';
  if (turn === 'first') {
    writeFileSync(notes, JSON.stringify(banks));
    return undefined;
  }
  if (!existsSync(notes)) return 'There is nothing to compare with: the first start failed';
  const before = readFileSync(notes, 'utf8');
  return before === JSON.stringify(banks)
    ? undefined
    : `The second start changed the models:\n${before}\n${JSON.stringify(banks)}`;
}

/** Every memory bank below this folder with its time of writing and hash, in a stable order. */
function memoryBanks() {
  const folders = readdirSync('.', { withFileTypes: true }).filter(
    entry => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'),
  );
  const paths = folders
    .flatMap(({ name }) => readdirSync(name, { recursive: true }).map(path => join(name, path)))
    .filter(path => path.endsWith('memory_bank.npy'))
    .sort();
  return Object.fromEntries(
    paths.map(path => [
      path,
      `${statSync(path).mtimeMs} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`,
    ]),
  );
}
