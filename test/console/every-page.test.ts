import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';
import { expectToFit, setWidth } from '../fixtures/page-look.ts';
import { seedPlant } from '../fixtures/plant-history.ts';

const MODEL_TABS = ['overview', 'evaluation', 'versions', 'regression', 'region', 'jobs'];
const REPORT_TABS = ['shift', 'inspection', 'study', 'exports'];
const SETTINGS = [
  'account',
  'users',
  'keys',
  'webhooks',
  'retention',
  'audit',
  'reasons',
  'backup',
  'system',
  'about',
];
/** What "no layout shift" is measured by on the web: the sum of the shifts that nobody caused. */
const MOST_SHIFT = 0.1;
const TELEPHONES = [360, 390];

describe.skipIf(hasNoChromium)('every page', () => {
  let console: TestConsole;
  let pages: readonly string[];
  beforeAll(async () => {
    console = await openTestConsole();
    const { server } = console;
    const plant = { category: 'part', scores: [0.7, 0.8, 0.9], threshold: 1, now: Date.now() };
    await seedPlant(server.context.history, plant);
    const fields = { category: 'part', serial: 'S-1', line: 'Line 1', image: server.pictures.broken };
    const { inspection_id: id } = (await server.form('/inspect', fields)).json();
    pages = [
      '/',
      '/line',
      '/line?screen=on',
      '/history',
      `/history/${id}`,
      '/review',
      '/models',
      '/models/new',
      ...MODEL_TABS.map(tab => `/models/part/${tab}`),
      '/monitor?range=7d',
      ...REPORT_TABS.map(tab => `/reports?tab=${tab}`),
      ...SETTINGS.map(tab => `/settings/${tab}`),
      '/nowhere',
    ];
  });
  afterAll(() => console?.close());

  test('stays where it is while it loads', { timeout: 600_000 }, async () => {
    const page = await console.open('/nowhere');
    await page.addInitScript(WATCH_SHIFTS);
    const shifts: string[] = [];
    for (const width of [390, 1280]) {
      await setWidth(page, width);
      for (const path of pages) {
        await page.goto(`${console.address}${path}`);
        await settled(page);
        const { sum, moved } = (await page.evaluate('window.shifts')) as { sum: number; moved: string[] };
        if (sum >= MOST_SHIFT)
          shifts.push(`${path} at ${width} px: ${sum.toFixed(3)} by ${moved.join(' | ')}`);
      }
    }
    expect(shifts).toEqual([]);
  });

  test.each(['de', 'zh'])('fits on a telephone in the language %s', { timeout: 600_000 }, async language => {
    const page = await console.open('/nowhere');
    await page.evaluate(`localStorage.setItem('inspectai.language', '${language}')`);
    const faults: string[] = [];
    for (const path of pages) {
      await setWidth(page, TELEPHONES[0]!);
      await page.goto(`${console.address}${path}`);
      await page.locator(`html[lang=${language}]`).waitFor();
      await settled(page);
      for (const width of TELEPHONES) {
        await setWidth(page, width);
        await expectToFit(page, `${path} at ${width} px`).catch((error: Error) => faults.push(error.message));
      }
    }
    expect(faults).toEqual([]);
  });
});

/** Until nothing grey stands for what is to come, and nothing has changed for a moment. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('heading').first().waitFor();
  await page.evaluate(SETTLED);
}

const SETTLED = `new Promise(done => {
  const look = () => {
    if (document.querySelector('.animate-pulse')) return wait();
    observer.disconnect();
    done();
  };
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(look, 300);
  };
  const observer = new MutationObserver(wait);
  observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  wait();
})`;

const WATCH_SHIFTS = `
  window.shifts = { sum: 0, moved: [] };
  new PerformanceObserver(list => {
    for (const { hadRecentInput, value, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      window.shifts.sum += value;
      for (const { node } of sources) window.shifts.moved.push(((node && node.outerHTML) || 'text').slice(0, 80));
    }
  }).observe({ type: 'layout-shift', buffered: true });
`;
