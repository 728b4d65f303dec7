import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';

const FIRST_LOAD_BYTES = 250_000;
const HARM = '<img src=x onerror="window.harmed=true">';

describe.skipIf(hasNoChromium)('what the console loads', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
  });
  afterAll(() => console?.close());

  test('the start page needs less than 250 kB of compressed JavaScript', async () => {
    const page = await console.open('/');
    await page.getByRole('heading', { name: 'Inspect', exact: true }).waitFor();
    await page.waitForLoadState('networkidle');
    const loaded = (await page.evaluate(
      "performance.getEntriesByType('resource').map(({ name }) => name)",
    )) as string[];
    const scripts = loaded.filter(url => /\.js$/.test(new URL(url).pathname));
    expect(scripts.length).toBeGreaterThan(1);
    const sizes = await Promise.all(
      scripts.map(async url => gzipSync(await (await fetch(url)).arrayBuffer()).length),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    process.stdout.write(
      `first load: ${scripts.length} scripts, ${Math.round(total / 1000)} kB compressed\n`,
    );
    expect(total).toBeLessThan(FIRST_LOAD_BYTES);
  });

  test('no script stands in the page, and the content policy lets none in', async () => {
    const answer = await fetch(`${console.address}/`);
    const policy = answer.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy.split('; ').find(part => part.startsWith('script-src'))).not.toContain('unsafe');
    const scripts = (await answer.text()).match(/<script[^>]*>[^<]*/g)!;
    expect(scripts.filter(script => !/ src="\/[^/"][^"]*"/.test(script) || !script.endsWith('>'))).toEqual(
      [],
    );
    const page = await console.open('/nowhere');
    await page.evaluate(`{
      const script = document.createElement('script');
      script.textContent = 'window.harmed = true';
      document.body.append(script);
    }`);
    expect(await page.evaluate('window.harmed === undefined')).toBe(true);
  });

  test('names that people type are text, whatever they contain', async () => {
    const form = new FormData();
    const labels = { category: 'part', serial: HARM, lot: HARM, line: HARM, station: HARM, operator: HARM };
    for (const [name, value] of Object.entries(labels)) form.set(name, value);
    form.set('image', new Blob([Uint8Array.from(console.server.pictures.broken)]), `${HARM}.png`);
    const answer = await fetch(`${console.address}/api/v1/inspections`, { method: 'POST', body: form });
    expect(answer.status).toBe(201);
    const { id } = (await answer.json()) as { readonly id: string };
    const review = { action: 'confirm', reason_code: 'dent', note: HARM };
    await console.server.post(`/api/v1/inspections/${id}/reviews`, review);
    const reason = { code: 'harm', label: HARM, actions: ['confirm'] };
    await fetch(`${console.address}/api/v1/review-reasons`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reasons: [reason] }),
    });
    for (const path of ['/history', `/history/${id}`, '/review', '/line', '/monitor', '/settings/reasons']) {
      const page = await console.open(path);
      await page.getByRole('heading').first().waitFor();
      await page.waitForLoadState();
      await expect.poll(() => page.evaluate("document.querySelectorAll('[onerror]').length")).toBe(0);
      expect(await page.evaluate('window.harmed === undefined'), path).toBe(true);
      await page.close();
    }
    const page = await console.open('/settings/audit');
    await page.getByText('review_reasons.change').click();
    await page
      .getByRole('cell', { name: /<img src=x onerror/ })
      .first()
      .waitFor();
    expect(await page.evaluate("document.querySelectorAll('[onerror]').length")).toBe(0);
  });
});
