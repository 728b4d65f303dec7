import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';

const FIRST_LOAD_BYTES = 250_000;

interface Loaded {
  readonly name: string;
  readonly encodedBodySize: number;
  readonly decodedBodySize: number;
}

/** What came over the network; of a script that came as it is, what a proxy would make of it. */
async function compressedBytes({ name, encodedBodySize, decodedBodySize }: Loaded): Promise<number> {
  expect(decodedBodySize, name).toBeGreaterThan(0);
  if (encodedBodySize < decodedBodySize) return encodedBodySize;
  return gzipSync(await (await fetch(name)).arrayBuffer()).length;
}

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
    const loaded = (await page.evaluate(`performance.getEntriesByType('resource').map(
      ({ name, encodedBodySize, decodedBodySize }) => ({ name, encodedBodySize, decodedBodySize }))`)) as Loaded[];
    const scripts = loaded.filter(({ name }) => /\.js$/.test(new URL(name).pathname));
    expect(scripts.length).toBeGreaterThan(1);
    const sizes = await Promise.all(scripts.map(compressedBytes));
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
});
