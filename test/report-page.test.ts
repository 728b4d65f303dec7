import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headline } from '../src/evaluation/conclusion.ts';
import type { EvaluationReport } from '../src/schemas/report.ts';
import { drawCategories, openWorkspace, type Workspace } from './fixtures/command-line.ts';

const CHROMIUM = '/usr/bin/chromium';

describe.skipIf(!existsSync(CHROMIUM))('report.html in Chromium', () => {
  let workspace: Workspace;
  let browser: Browser;
  let report: EvaluationReport;

  beforeAll(async () => {
    workspace = await openWorkspace();
    await drawCategories(workspace.path('samples'), ['washer']);
    const washer = ['--category', 'washer', '--data-root', 'samples'];
    await workspace.json(['train', ...washer]);
    report = await workspace.json<EvaluationReport>(['evaluate', ...washer]);
    const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
    browser = await chromium.launch({ executablePath: CHROMIUM, args });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await workspace?.remove();
  });

  interface View {
    readonly colorScheme: 'light' | 'dark';
    readonly width: number;
  }

  /** Opens the page from the disk, off line; gives what it asked for and complained about. */
  async function open({ colorScheme, width }: View) {
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 }, offline: true });
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', request => requests.push(request.url()));
    page.on('console', message => complaints.push(message.text()));
    page.on('pageerror', error => complaints.push(error.message));
    await page.goto(pathToFileURL(workspace.path('results', 'washer', 'evaluation', 'report.html')).href);
    return { page, requests, complaints };
  }

  const visiblePlots = (page: Page) =>
    page.locator('.plot').evaluateAll(plots => plots.filter(plot => plot.getClientRects().length > 0).length);

  test.each([
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 1280 },
    { colorScheme: 'light', width: 360 },
    { colorScheme: 'dark', width: 360 },
  ] as const)('is complete and quiet, $colorScheme at $width px', async view => {
    const { page, requests, complaints } = await open(view);
    expect(requests.filter(url => !url.startsWith('data:'))).toEqual([page.url()]);
    expect(complaints).toEqual([]);
    const shown = (await page.locator('.headline').innerText()).replaceAll(/[\u00a0\u2060]/g, character =>
      character === '\u00a0' ? ' ' : '',
    );
    expect(shown).toBe(headline(report));
    expect(await page.locator('h1').innerText()).toBe('washer');

    const pictures = await page.evaluate<{ decoded: number; shown: number }[]>(
      '[...document.images].map(image => ({ decoded: image.naturalWidth, shown: image.clientWidth }))',
    );
    expect(pictures.length).toBeGreaterThan(3);
    for (const picture of pictures) expect(picture.decoded).toBeGreaterThan(300);
    const widest = await page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, innerWidth]',
    );
    expect(widest[0]).toBeLessThanOrEqual(widest[1]);
    expect(await visiblePlots(page)).toBe(4);
    const rows = await page
      .locator('.scroll tr')
      .evaluateAll(found => found.map(row => row.getBoundingClientRect().height));
    expect(Math.max(...rows), 'the table of defect types scrolls instead of breaking words').toBeLessThan(60);
    // Wide enough to read: two in a row at most.
    expect(Math.min(...pictures.map(picture => picture.shown))).toBeGreaterThan(
      view.width === 1280 ? 450 : 250,
    );
    await page.close();
  });

  test('follows the setting of the reader', async () => {
    const backgrounds = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open({ colorScheme, width: 1280 });
      backgrounds.push(await page.evaluate<string>('getComputedStyle(document.body).backgroundColor'));
      await page.close();
    }
    expect(backgrounds).toEqual(['rgb(244, 245, 251)', 'rgb(19, 22, 42)']);
  });

  test('holds no script and no reference to another place', () => {
    const html = readFileSync(workspace.path('results', 'washer', 'evaluation', 'report.html'), 'utf8');
    expect(html).not.toMatch(/<script|<link|<iframe|(src|href)="(?!data:|#)/i);
  });
});
