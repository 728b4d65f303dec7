import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  drawCategories,
  expectFailure,
  openWorkspace,
  type Running,
  type Workspace,
} from './fixtures/command-line.ts';
import { formOf } from './fixtures/test-server.ts';

const SERVE = ['serve', '--port', '0', '--device', 'cpu', '--data-root', 'samples'];
let workspace: Workspace;

beforeAll(async () => {
  workspace = await openWorkspace();
  await drawCategories(workspace.path('samples'), ['washer']);
  await workspace.json(['train', '--category', 'washer', '--data-root', 'samples', '--backbone', 'compact']);
}, 120_000);
afterAll(() => workspace?.remove());

/** The log names the address as well, on standard error. */
async function addressOf(server: Running): Promise<string> {
  await server.says('"Server listening at ');
  return /http:\/\/127\.0\.0\.1:\d+/.exec(server.said())![0];
}

describe('inspectai serve', () => {
  test('gives the score of inference over a socket, keeps the inspection, and ends with status 0', async () => {
    const picture = workspace.path('samples', 'washer', 'test', 'good', '000.png');
    const inspected = await workspace.json<{ images: { anomaly_score: number }[] }>([
      'inference',
      '--category',
      'washer',
      '--image',
      picture,
      '--no-save',
      '--device',
      'cpu',
    ]);
    const server = workspace.start(SERVE);
    const address = await addressOf(server);
    const send = async () => {
      const body = formOf({ category: 'washer', image: await readFile(picture) });
      return fetch(`${address}/inspect`, { method: 'POST', body });
    };
    const first = await send();
    expect(first.status).toBe(200);
    const result = (await first.json()) as { anomaly_score: number; inspection_id: string };
    expect(result.anomaly_score).toBe(inspected.images[0]!.anomaly_score);
    const taken = await workspace.run(['serve', '--port', new URL(address).port, '--data-dir', 'other']);
    expectFailure(taken, 2, 'is taken by another program');
    server.kill('SIGTERM');
    const { status, stdout } = await server.ended;
    expect([status, stdout.trim().split('\n').length]).toEqual([0, 1]);
    expect(stdout).toContain(address);

    const again = workspace.start(SERVE);
    const kept = await fetch(`${await addressOf(again)}/api/v1/inspections/${result.inspection_id}`);
    expect(await kept.json()).toMatchObject({ anomaly_score: result.anomaly_score, category: 'washer' });
    again.kill('SIGINT');
    expect((await again.ended).status).toBe(0);
  });

  test('with accounts tells a one-time token, and shows nobody anything before', async () => {
    const server = workspace.start([...SERVE, '--accounts', '--data-dir', 'with accounts']);
    const address = await addressOf(server);
    const { status: refused } = await fetch(`${address}/api/v1/categories`);
    server.kill('SIGTERM');
    const { status, stdout } = await server.ended;
    expect([refused, status]).toEqual([401, 0]);
    expect(stdout).toMatch(
      /\(a login is needed\)[\s\S]*One-time token for the first administrator: [\w-]{43}\n/,
    );
  });

  test('refuses a port that is none', async () => {
    expectFailure(await workspace.run(['serve', '--port', '70000']), 2, '0 to 65535');
  });
});
