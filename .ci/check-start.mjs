/**
 * Runs `npm start` as a newcomer would: `check-start.mjs first|again <folder for notes>`. It must print an address where
 * the console and inspections of the sample answer, and end on Ctrl-C. The first run must leave a trained model; the
 * second must not touch it.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const STOP_LIMIT_MS = 40_000;

const [turn, notesFolder] = process.argv.slice(2);
const notes = join(notesFolder, 'models-after-first-start.json');
const start = performance.now();
// In a process group of its own, which gets Ctrl-C as a whole, as from a terminal.
const child = spawn('npm', ['start', '--', '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  detached: true,
});
const ended = new Promise(resolve => child.once('exit', resolve));
const problem = (await checkServer()) ?? checkModels();
if (problem) console.error(problem);
process.exitCode = problem ? 1 : 0;

async function checkServer() {
  const address = await Promise.race([announcedAddress(), ended.then(() => null)]);
  console.log(`npm start took ${((performance.now() - start) / 1000).toFixed(1)} s`);
  if (address === null) return 'npm start ended before it printed an address';
  const problem = await checkAnswers(address).catch(error => error.message);
  process.kill(-child.pid, 'SIGINT');
  const isStopped = await Promise.race([
    ended.then(() => true),
    new Promise(resolve => setTimeout(resolve, STOP_LIMIT_MS, false)),
  ]);
  if (isStopped) return problem;
  process.kill(-child.pid, 'SIGKILL');
  return problem ?? `npm start went on for ${STOP_LIMIT_MS / 1000} s after Ctrl-C`;
}

async function announcedAddress() {
  for await (const line of createInterface(child.stdout)) {
    const found = /answers at (http:\/\/\S+)/.exec(line);
    if (found) return found[1];
  }
  return null;
}

async function checkAnswers(address) {
  const page = await (await fetch(address)).text();
  if (!page.includes('<div id="root">')) return `${address} is not the console`;
  const { items } = await (await fetch(new URL('/api/v1/inspections?limit=1', address))).json();
  return items.length === 1 ? undefined : 'the sample was not inspected';
}

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
