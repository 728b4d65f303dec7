import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LoadResult, quantileOf, runLoad } from '../bench/soak/load.ts';
import { type ServerProcess, startServerProcess } from '../bench/soak/server-process.ts';
import { MAIN } from './fixtures/command-line.ts';
import { openTestPlant, type TestPlant } from './fixtures/plant.ts';

const [CLIENTS, WARM_UP, INSPECTIONS] = [64, 200, 1_000];
/** Of the server's memory after the warm-up, what it may have more in the end. */
const MOST_GROWTH = 80_000_000;
let plant: TestPlant;
let server: ServerProcess;
let result: LoadResult;

beforeAll(async () => {
  plant = await openTestPlant();
  const words = ['--data-dir', 'data', '--models-root', 'models', '--log-level', 'warn'];
  server = await startServerProcess(MAIN, words, plant.folder);
  const sent = { clients: CLIENTS, category: plant.category, pictures: await plant.vary(100) };
  await runLoad(server, { ...sent, inspections: WARM_UP });
  result = await runLoad(server, { ...sent, inspections: INSPECTIONS });
}, 300_000);
afterAll(async () => {
  server?.kill('SIGKILL');
  await server?.ended;
  await plant?.close();
});

test('64 clients that inspect at the same time are all answered, each with its record', async () => {
  expect(result.statuses).toEqual({ 201: INSPECTIONS });
});

test('health is answered all the while, and memory stays flat after the warm-up', () => {
  expect(result.healthMs.length).toBeGreaterThan(20);
  expect(result.healthMs.at(-1)).toBeLessThan(5_000);
  console.log(
    `load: health p99 ${quantileOf(result.healthMs, 0.99).toFixed(1)} ms of ${result.healthMs.length}`,
  );
  expect(result.memoryBytes.at(-1)! - result.memoryBytes[0]!).toBeLessThan(MOST_GROWTH);
});
