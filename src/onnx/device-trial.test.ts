import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tryDevice } from './device-trial.ts';

/** A program in the place of the check, to see how its end is understood. */
function program(source: string): string {
  const path = join(tmpdir(), `inspectai-trial-${process.pid}-${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(path, source);
  onTestFinished(() => rmSync(path));
  return path;
}

const ANSWER = { deviation: null, cpuMs: 2, deviceMs: Number.POSITIVE_INFINITY };
const answer = 'process.send({ deviation: null, cpuMs: Number(process.argv[3]), deviceMs: 1 / 0 }';

function trial(source: string, timeLimitMs = 30_000, signal?: AbortSignal) {
  return tryDevice('webgpu', { threads: 2, timeLimitMs, signal, program: program(source) });
}

test('the answer of the process is the trial', async () => {
  expect(await trial(`${answer}, () => process.disconnect());`)).toEqual(ANSWER);
});

test('a driver that crashes costs only the process that tried it', async () => {
  expect(await trial("process.kill(process.pid, 'SIGSEGV');")).toEqual({
    failure: 'trying it ended the process with SIGSEGV',
  });
  expect(await trial('process.exit(3);')).toEqual({ failure: 'trying it ended the process with status 3' });
});

test('a driver that crashes after its answer is not trusted: it would end the program in the same way', async () => {
  expect(await trial(`${answer}, () => process.abort());`)).toEqual({
    failure: 'trying it ended the process with SIGABRT',
  });
});

test('a driver that hangs is given up', async () => {
  const started = performance.now();
  expect(await trial('setInterval(() => {}, 1000);', 500)).toEqual({
    failure: 'it gave no answer within 0.5 s',
  });
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('a process that ends without a word is a failure', async () => {
  expect(await trial('process.disconnect();')).toEqual({
    failure: 'the process that tried it ended without an answer',
  });
});

test('a trial can be cancelled', async () => {
  const abort = new AbortController();
  const hanging = trial('setInterval(() => {}, 1000);', 60_000, abort.signal);
  setTimeout(() => abort.abort(), 200);
  await expect(hanging).rejects.toMatchObject({ code: 'cancelled' });
  await expect(trial('', 60_000, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
});
