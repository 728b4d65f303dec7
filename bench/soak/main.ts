import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { InspectError } from '../../src/errors.ts';
import { fail } from '../command.ts';
import { recordFaults } from './check-records.ts';
import { runCrashRounds } from './crash-rounds.ts';
import { type LoadResult, quantileOf, runLoad } from './load.ts';
import { openPlant, type Plant, variedPicture } from './plant.ts';
import { openRawPool } from './raw-rate.ts';
import { startServerProcess } from './server-process.ts';

/** What one step of load is: its rate is compared with the processes' own before and after it. */
const STEP = 500;
const [CLIENTS, DIFFERENT] = [64, 200];
/** Crash rounds between two measurements of the time that has gone. */
const ROUNDS = 10;

try {
  const request = readRequest();
  const folder = await mkdtemp(join(tmpdir(), 'inspectai-soak-'));
  try {
    const faults = [...(await crash(request, folder)), ...(await load(request, folder))];
    for (const fault of faults) console.log(`FAULT ${fault}`);
    if (faults.length > 0) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
} catch (cause) {
  fail(cause, 1);
}

type Request = ReturnType<typeof readRequest>;

function readRequest() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      inspections: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '7' },
      'image-size': { type: 'string', default: '224' },
    },
  });
  const number = (name: keyof typeof values) => {
    const value = Number(values[name]);
    if (value >= 0 && Number.isFinite(value)) return value;
    throw new InspectError(
      'invalid_argument',
      `--${name} is "${values[name]}"; expected a number, 0 or more.`,
    );
  };
  return {
    program: resolve('dist/cli/main.js'),
    minutes: number('minutes'),
    inspections: number('inspections'),
    seed: number('seed'),
    sizePx: number('image-size'),
  };
}

/** Crash rounds until the time is over; what is wrong with the records. */
async function crash({ program, minutes, seed }: Request, folder: string): Promise<readonly string[]> {
  const plant = await openPlant(join(folder, 'crash'), program);
  const pictures = await vary(plant);
  const faults: string[] = [];
  const end = performance.now() + 60_000 * minutes;
  for (let series = 0; performance.now() < end; series++) {
    const dataDir = join(folder, 'crash', `data-${series}`);
    const note = (message: string) => console.log(`series ${series + 1}, ${message}`);
    const sent = { plant, program, dataDir, rounds: ROUNDS, clients: 4, seed: seed + series, pictures, note };
    const { orders, changes, survivors } = await runCrashRounds(sent);
    faults.push(...(await recordFaults(dataDir, orders, changes)));
    faults.push(...survivors.map(pid => `The process ${pid} outlived its server.`));
  }
  return faults;
}

/** Load in steps, in turn with the processes alone; what was answered wrongly. */
async function load({ program, inspections, sizePx }: Request, folder: string): Promise<readonly string[]> {
  const plant = await openPlant(join(folder, 'load'), program, sizePx);
  const pictures = await vary(plant);
  const paths = pictures.map((_, index) => join(plant.folder, `${index}.png`));
  for (const [index, picture] of pictures.entries()) await writeFile(paths[index]!, picture);
  const pool = await openRawPool(program, plant, paths);
  const words = [
    '--data-dir',
    join(plant.folder, 'data'),
    '--models-root',
    plant.modelsRoot,
    '--log-level',
    'warn',
  ];
  const server = await startServerProcess(program, words, plant.folder);
  const sent = { clients: CLIENTS, category: plant.category, pictures };
  await pool.rate(50);
  await runLoad(server, { ...sent, inspections: 100 });
  const steps: { readonly raw: number; readonly served: LoadResult }[] = [];
  for (let done = 0; done < inspections; done += STEP) {
    const before = await pool.rate(STEP / 2);
    const served = await runLoad(server, { ...sent, inspections: STEP });
    const raw = (before + (await pool.rate(STEP / 2))) / 2;
    steps.push({ raw, served });
    console.log(`${done + STEP} inspections: ${lineOf(steps.at(-1)!)}`);
  }
  server.kill('SIGTERM');
  await server.ended;
  await pool.close();
  summarise(steps);
  return steps.flatMap(({ served: { statuses } }) =>
    Object.keys(statuses).flatMap(status =>
      status === '201' ? [] : [`${statuses[Number(status)]} answers of ${status}.`],
    ),
  );
}

function vary(plant: Plant): Promise<readonly Uint8Array[]> {
  return Promise.all(Array.from({ length: DIFFERENT }, (_, index) => variedPicture(plant, index)));
}

function lineOf({
  raw,
  served: { perSecond, healthMs, memoryBytes },
}: {
  raw: number;
  served: LoadResult;
}): string {
  const share = Math.round((100 * perSecond) / raw);
  const megabytes = Math.round(memoryBytes.at(-1)! / 1e6);
  return `${perSecond.toFixed(1)}/s, ${share} % of the processes' own ${raw.toFixed(1)}/s; health p99 ${quantileOf(healthMs, 0.99).toFixed(1)} ms; ${megabytes} MB`;
}

function summarise(steps: readonly { readonly raw: number; readonly served: LoadResult }[]): void {
  if (steps.length === 0) return;
  const shares = steps.map(({ raw, served }) => served.perSecond / raw).sort((a, b) => a - b);
  const health = steps.flatMap(({ served }) => served.healthMs).sort((a, b) => a - b);
  const memory = steps.map(({ served }) => Math.round(served.memoryBytes.at(-1)! / 1e6));
  console.log(
    `median share ${Math.round(100 * quantileOf(shares, 0.5))} % (${Math.round(100 * shares[0]!)} to ${Math.round(100 * shares.at(-1)!)})`,
  );
  console.log(
    `health p50 ${quantileOf(health, 0.5).toFixed(1)} ms, p99 ${quantileOf(health, 0.99).toFixed(1)} ms`,
  );
  console.log(`resident memory after each step, MB: ${memory.join(' ')}`);
}
