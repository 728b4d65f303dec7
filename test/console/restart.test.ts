import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerProcess, startServerProcess } from '../../bench/soak/server-process.ts';
import { drawCategories, MAIN, openWorkspace, type Workspace } from '../fixtures/command-line.ts';
import { hasNoChromium, openTestBrowser, type TestBrowser } from '../fixtures/console.ts';
import { holdBack } from '../fixtures/gate.ts';
import { png, queueIsOver, UPLOADS } from '../fixtures/inspect-page.ts';

const SERVE = ['--data-root', 'samples', '--log-level', 'error'];

describe.skipIf(hasNoChromium)('a server that is killed and started again', () => {
  let workspace: Workspace;
  let browser: TestBrowser;
  let server: ServerProcess;
  beforeAll(async () => {
    workspace = await openWorkspace();
    await drawCategories(workspace.path('samples'), ['washer']);
    const options = ['--data-root', 'samples', '--backbone', 'compact', '--device', 'cpu'];
    await workspace.json(['train', '--category', 'washer', ...options]);
    server = await startServerProcess(MAIN, SERVE, workspace.folder);
    browser = await openTestBrowser();
  }, 400_000);
  afterAll(async () => {
    await browser?.close();
    server?.kill('SIGTERM');
    await server?.ended;
    await workspace?.remove();
  });

  test('costs the queue no picture and none twice, and the line view comes back by itself', async () => {
    const line = await browser.open(`${server.address}/line?screen=on`);
    await line.getByText('Live', { exact: true }).waitFor();
    const page = await browser.open(`${server.address}/`);
    const gate = await holdBack(page, '/api/v1/inspections', 3);
    await page.locator(UPLOADS).setInputFiles(washers(10));
    await page.getByText('3 of 10 done').waitFor();
    await expect.poll(gate.seen).toBe(5);
    gate.open(); // two are on their way when it dies
    server.kill('SIGKILL');
    await server.ended;
    await page.getByText('The server cannot be reached. The pictures wait').waitFor();
    await line.getByRole('alert').getByText('No connection to the server').waitFor();
    const { port, origin } = new URL(server.address);
    server = await startServerProcess(MAIN, [...SERVE, '--port', port], workspace.folder);
    expect(new URL(server.address).origin).toBe(origin);
    await queueIsOver(page, 10);
    expect(await page.getByText('not inspected').count()).toBe(0);
    await line.getByText('Live', { exact: true }).waitFor();
    await line.getByRole('alert').waitFor({ state: 'detached' });
    const strip = line.getByRole('region', { name: 'The last parts' }).getByRole('link');
    await expect.poll(() => strip.count()).toBe(10);
    const answer = await fetch(`${origin}/api/v1/inspections?limit=100`);
    const { items } = (await answer.json()) as {
      readonly items: readonly { readonly picture: { readonly name: string } }[];
    };
    const names = items.map(({ picture }) => picture.name).toSorted();
    expect(names).toEqual(
      washers(10)
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  test('is missed while it hangs, though no connection breaks', async () => {
    const line = await browser.open(`${server.address}/line?screen=on`);
    await line.getByText('Live', { exact: true }).waitFor();
    server.kill('SIGSTOP');
    try {
      await line.getByRole('alert').getByText('No connection to the server').waitFor();
    } finally {
      server.kill('SIGCONT');
    }
    await line.getByText('Live', { exact: true }).waitFor();
    await line.getByRole('alert').waitFor({ state: 'detached' });
  });

  const washers = (count: number) => {
    const folder = workspace.path('samples', 'washer', 'train', 'good');
    const names = readdirSync(folder).toSorted().slice(0, count);
    return names.map(name => png(name, readFileSync(`${folder}/${name}`)));
  };
});
