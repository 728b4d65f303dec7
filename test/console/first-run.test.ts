import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawSample } from '../../src/sample/draw-sample.ts';
import { LOCAL_ACCESS } from '../../src/server/access.ts';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';

const PICTURES = 30;
const LIMIT_MS = 120_000;

describe.skipIf(hasNoChromium)('the first run', () => {
  let console: TestConsole;
  const drawn = (...folder: readonly string[]) => {
    const path = console.server.path('samples', 'washer', ...folder);
    return readdirSync(path).map(name => join(path, name));
  };
  /** So that the next training waits as long as somebody wants to look at it. */
  const startLongTraining = async () => {
    const form = new FormData();
    form.set('category', 'other');
    form.set('image_size', '1024');
    for (const path of drawn('train', 'good'))
      form.append('pictures', new Blob([readFileSync(path)]), basename(path));
    const answer = await fetch(`${console.address}/api/v1/jobs/train`, { method: 'POST', body: form });
    return ((await answer.json()) as { readonly id: string }).id;
  };
  /** Until it is over: only then does the next training begin. */
  const cancelled = async (id: string) => {
    await console.server.post(`/api/v1/jobs/${id}/cancel`, {});
    const state = async () => (await console.server.get(`/api/v1/jobs/${id}`)).json().state;
    await expect.poll(state).toBe('cancelled');
  };
  beforeAll(async () => {
    console = await openTestConsole(LOCAL_ACCESS, { isEmpty: true });
    await drawSample({ root: console.server.path('samples'), categories: ['washer'] });
  });
  afterAll(() => console?.close());

  test('leads from 30 good pictures to the first verdict in under two minutes', {
    timeout: 300_000,
  }, async () => {
    const page = await console.open('/');
    await page.getByRole('heading', { name: 'From good parts to the first verdict' }).waitFor();
    await console.check(page, 'first-run');
    const start = performance.now();
    let ownMs = 0;
    /** What this test does beside what a person does; it does not count. */
    const beside = async <T>(work: Promise<T>) => {
      const began = performance.now();
      const result = await work;
      ownMs += performance.now() - began;
      return result;
    };
    await page.getByRole('link', { name: 'Choose good pictures' }).click();
    await page.getByLabel('Name of the category').fill('washer');
    await page.locator('input[type=file]').first().setInputFiles(drawn('train', 'good').slice(0, PICTURES));
    await page.getByText(`${PICTURES} pictures`).waitFor();
    const ahead = await beside(startLongTraining()); // the first page would show it instead of its link
    await page.getByRole('button', { name: 'Upload and train' }).click();
    await page.waitForURL('**/models/new?job=*');
    await page.getByRole('link', { name: 'Inspect', exact: true }).click();
    await page.getByRole('progressbar', { name: 'washer is being learned' }).waitFor();
    await beside(console.check(page, 'first-run-learning'));
    await beside(cancelled(ahead));
    await page.getByText('Almost there').waitFor({ timeout: LIMIT_MS });
    await beside(console.check(page, 'first-run-verdict'));
    await page.locator('input[type=file]').first().setInputFiles(drawn('test', 'chip').slice(0, 1));
    await page.getByText('Defect found').waitFor();
    await page.getByText('That was the first verdict.').waitFor();
    expect(performance.now() - start - ownMs).toBeLessThan(LIMIT_MS);
    await console.check(page, 'first-run-done');
  });
});
