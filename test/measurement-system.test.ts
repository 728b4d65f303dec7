import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GaugeReport } from '../src/evaluation/gauge-report.ts';
import { expectFailure, openWorkspace, type Workspace } from './fixtures/command-line.ts';

const CHROMIUM = '/usr/bin/chromium';
const ROOT = join(import.meta.dirname, '..');
const page = readFileSync(join(ROOT, 'docs', 'measurement-system.md'), 'utf8');
let workspace: Workspace;

beforeAll(async () => {
  workspace = await openWorkspace();
}, 120_000);
afterAll(() => workspace?.remove());

const study = (name: string) => join(ROOT, 'docs', 'examples', `${name}-study.csv`);
const gauge = (name: string, ...more: string[]) =>
  workspace.run(['gauge', '--category', 'manual', '--study', study(name), ...more]);

/** The commands of docs/measurement-system.md that show their output. */
const examples = [...page.matchAll(/```\n\.\/inspectai (.*)\n```\n\n```text\n([\s\S]*?)```/g)].map(
  ([, command, output]) => ({ command: command!, output: output! }),
);

describe('docs/measurement-system.md', () => {
  test('shows what its commands print', async () => {
    expect(examples).toHaveLength(2);
    for (const { command, output } of examples) {
      const args = command.split(' ').map(arg => arg.replace(/^docs\//, `${join(ROOT, 'docs')}/`));
      expect((await workspace.run(args)).stdout).toBe(output);
    }
  });
});

describe('inspectai gauge', () => {
  test('ends with 12 when the system is not fit, with 0 when it is marginal, and writes the same report', async () => {
    const bad = await gauge('attribute', '--json');
    expect(bad.status).toBe(12);
    const report = JSON.parse(bad.stdout) as GaugeReport;
    expect(report.verdict).toBe('bad');
    const place = workspace.path('results', 'manual', 'gauge');
    expect(JSON.parse(readFileSync(join(place, 'report.json'), 'utf8'))).toEqual(report);

    const marginal = await gauge('score', '--no-save', '--category', 'other');
    expect([marginal.status, marginal.stderr]).toEqual([0, '']);
    expect(existsSync(workspace.path('results', 'other'))).toBe(false);
  });

  test.each([
    [['--tolerance', '0'], 2, '--tolerance is "0"; expected a number above 0'],
    [['--tolerance', 'wide'], 2, '--tolerance is "wide"'],
    [['--review-as', 'maybe'], 2, 'Allowed choices are pass, fail'],
    [['--machine', 'Eve'], 2, 'has no appraiser "Eve"; expected one of A, B, C'],
    [['--study', 'none.csv'], 3, 'The table none.csv cannot be read (ENOENT)'],
    [['--category', '../up'], 2, 'up'],
  ])('refuses %j', async (args, status, message) => {
    expectFailure(await gauge('score', ...args), status, message);
  });

  test('refuses to start without a study', async () => {
    expectFailure(
      await workspace.run(['gauge', '--category', 'x']),
      2,
      "option '--study <file>' not specified",
    );
  });
});

describe.skipIf(!existsSync(CHROMIUM))('its page in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    });
    await gauge('attribute');
  }, 60_000);
  afterAll(() => browser?.close());

  test.each([
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 360 },
  ] as const)('is complete and quiet, $colorScheme at $width px', async ({ colorScheme, width }) => {
    const tab = await browser.newPage({ colorScheme, viewport: { width, height: 900 }, offline: true });
    const heard: string[] = [];
    tab.on('request', request => heard.push(request.url()));
    tab.on('console', message => heard.push(message.text()));
    tab.on('pageerror', error => heard.push(error.message));
    const url = pathToFileURL(workspace.path('results', 'manual', 'gauge', 'report.html')).href;
    await tab.goto(url);
    expect(heard).toEqual([url]);
    const plots = await tab
      .locator('.plot')
      .evaluateAll(all => all.filter(plot => plot.getClientRects().length > 0).length);
    expect(plots).toBe(3);
    const overflow = await tab.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    expect(overflow).toBe(0);
    expect(await tab.locator('.headline').innerText()).toContain('not fit for use');
  });
});
