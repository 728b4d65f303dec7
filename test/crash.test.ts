import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordFaults } from '../bench/soak/check-records.ts';
import { type CrashResult, runCrashRounds } from '../bench/soak/crash-rounds.ts';
import { sha256 } from '../src/files.ts';
import { MAIN } from './fixtures/command-line.ts';
import { openTestPlant, type TestPlant } from './fixtures/plant.ts';

const ROUNDS = 30;
const SEED = 11;
let plant: TestPlant;
let result: CrashResult;

beforeAll(async () => {
  plant = await openTestPlant();
  const pictures = await plant.vary(60);
  const dataDir = plant.path('data');
  const note = () => undefined;
  result = await runCrashRounds({
    plant,
    program: MAIN,
    dataDir,
    rounds: ROUNDS,
    clients: 4,
    seed: SEED,
    pictures,
    note,
  });
}, 600_000);
afterAll(() => plant?.close());

test('a server that is killed at random moments has every acknowledged inspection once, with its picture', async () => {
  expect(result.orders.length).toBeGreaterThan(ROUNDS / 2);
  expect(result.broken).toBeGreaterThan(ROUNDS);
  expect(await recordFaults(plant.path('data'), result.orders)).toEqual([]);
});

test('it has every acknowledged change in its audit log, once, and the log is valid', async () => {
  const actions = new Set(result.changes.map(({ action }) => action));
  expect([...actions].sort()).toEqual(['retention.change', 'review.escape', 'settings.change']);
  expect(result.changes.length).toBeGreaterThan(ROUNDS / 2);
  expect(await recordFaults(plant.path('data'), result.orders, result.changes)).toEqual([]);
  const invented = { action: 'settings.change', mark: 'never sent' };
  expect(await recordFaults(plant.path('data'), result.orders, [invented])).toEqual([
    'settings.change with never sent has 0 entries in the audit log.',
  ]);
});

test('no process outlives a killed server, and no lock keeps the next one from starting', () => {
  expect(result.survivors).toEqual([]);
  expect(result.startMs).toHaveLength(ROUNDS);
});

test('the check would notice a record that is missing or twice, and a picture that was altered', async () => {
  const [first, ...others] = result.orders;
  expect(await recordFaults(plant.path('data'), others)).toEqual([
    `${first!.key} is recorded, but nobody sent it.`,
  ]);
  const invented = { key: 'invented', pictureSha256: first!.pictureSha256, id: 'none' };
  const missing = await recordFaults(plant.path('data'), [...result.orders, invented]);
  expect(missing).toEqual(['invented is recorded 0 times.']);
  const hash = first!.pictureSha256;
  const file = join(plant.path('data'), 'blobs', hash.slice(0, 2), hash.slice(2));
  const intact = await readFile(file);
  expect(sha256(intact)).toBe(hash);
  await writeFile(file, intact.subarray(1));
  const damaged = await recordFaults(plant.path('data'), result.orders);
  expect(damaged.length).toBeGreaterThan(0);
  expect(damaged[0]).toContain('is damaged');
});
