import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodePng } from '../../src/image/codec.ts';
import type { Image } from '../../src/image/image.ts';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';
import { drawnParts, dropPictures } from '../fixtures/dropped-pictures.ts';
import { testFolder } from '../fixtures/folder.ts';
import { tabTo } from '../fixtures/keyboard.ts';
import { drawPart, withDefect } from '../fixtures/parts.ts';

/** Contrasts of squares, from one that nobody sees to one that nobody overlooks. */
const FAINT = Array.from({ length: 15 }, (_, at) => 4 * (at + 1));

describe.skipIf(hasNoChromium)('categories and models', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
  });
  afterAll(() => console?.close());

  test('cards tell how each category does', async () => {
    const page = await console.open('/models');
    await page.getByRole('heading', { name: 'part', exact: true }).waitFor();
    await console.check(page, 'models');
    await page.getByRole('link', { name: /^part/ }).click();
    await page.waitForURL('**/models/part/overview');
  });

  test('an evaluation of uploaded pictures shows its charts, and kinds of defects', async () => {
    const page = await console.open('/models/part/evaluation');
    await dropPictures(page, 'Good parts', await drawnParts(6, 300));
    await page.getByText('6 pictures').waitFor();
    await page
      .getByRole('region', { name: 'Defective parts' })
      .locator('input[webkitdirectory]')
      .setInputFiles(await defectFolder());
    await page.getByText(`${FAINT.length + 4} pictures`).waitFor();
    await console.check(page, 'models-evaluation-new');
    await page.getByRole('button', { name: 'Upload and evaluate' }).click();
    await page.getByRole('heading', { name: `v1 on ${6 + FAINT.length + 4} pictures` }).waitFor();
    for (const name of ['Scores', 'ROC curve', 'Precision and recall', 'Kinds of defects'])
      await page
        .getByRole('img', { name: new RegExp(`^${name}`) })
        .locator('svg')
        .waitFor();
    await page.getByRole('button', { name: /^Show as table ?: Kinds of defects/ }).click();
    const kinds = page.getByRole('region', { name: 'Kinds of defects' }).getByRole('row');
    await kinds.filter({ hasText: /^faint15/ }).waitFor();
    await kinds.filter({ hasText: /^black4/ }).waitFor();
    for (const name of ['ROC curve', 'Precision and recall']) {
      await page.getByRole('button', { name: new RegExp(`^Show as table ?: ${name}`) }).click();
      await page.getByRole('region', { name }).getByRole('row').nth(3).waitFor();
      await page.getByRole('button', { name: new RegExp(`^Show as chart ?: ${name}`) }).click();
    }
    await page
      .getByRole('button', { name: /pictures: part is defective, verdict FAIL/ })
      .first()
      .click();
    await page.getByText('Part is defective, verdict FAIL', { exact: true }).waitFor();
    await console.check(page, 'models-evaluation');
  });

  test('the slider tells what another threshold would do, and the threshold is used after a reason', async () => {
    const page = await console.open('/models/part/overview');
    const slider = page.getByRole('slider', { name: 'Move the threshold' });
    const figure = async (name: string) =>
      Number.parseFloat(await page.locator(`dt:text-is("${name}") + dd`).innerText());
    const rejected = () => figure('Good parts rejected per 1,000');
    const caught = () => figure('Known defects caught');
    await page.getByText('of the last evaluation').waitFor();
    await expect.poll(caught).toBeGreaterThan(0);
    const [rejectedNow, caughtNow] = [await rejected(), await caught()];
    await tabTo(page, 'Move the threshold');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^120\.0 of 1,000 good parts rejected/);
    expect(await rejected()).toBeGreaterThan(rejectedNow);
    await expect.poll(caught).toBeGreaterThan(caughtNow);
    await page.getByText(/seen: .* \(95 %\)/).waitFor();
    await console.check(page, 'models-what-if');
    await tabTo(page, 'Use this threshold');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Use another threshold' });
    await dialog.getByRole('button', { name: 'Use this threshold' }).click();
    await dialog.getByText('Say why; it goes into the audit log.').waitFor();
    await console.check(page, 'models-apply');
    await tabTo(page, /^Reason/);
    await page.keyboard.type('fewer escapes');
    await page.keyboard.press('Enter');
    await page
      .getByText(/v2 is in use: FAIL above/)
      .first()
      .waitFor();
    expect((await console.server.get('/api/v1/categories/part')).json()).toMatchObject({
      model_version: 'v2',
    });
    const audit = (await console.server.get('/api/v1/audit?limit=5')).text;
    expect(audit).toContain('fewer escapes');
  });

  test('a version that judges a known picture worse is used only when somebody says so', async () => {
    // A defect so weak that only the lower threshold of v2 finds it: its score lies between the two.
    await addKnownDefect();
    const page = await console.open('/models/part/versions');
    await page.getByRole('article', { name: 'v2' }).getByText('In use').waitFor();
    await console.check(page, 'models-versions');
    await page.getByRole('button', { name: 'Use v1' }).click();
    const dialog = page.getByRole('dialog', { name: 'Use v1' });
    await dialog.getByRole('button', { name: 'Use v1' }).click();
    await dialog.getByText('1 of 1 known pictures are judged worse').waitFor();
    await console.check(page, 'models-refused');
    await dialog.getByLabel('Reason').fill('the light was changed back');
    await dialog.getByLabel('I know what the check found. Use it all the same.').check();
    await dialog.getByRole('button', { name: 'Use it all the same' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('v2 is in use.').first().waitFor();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByText('Both inspected 1 known and test pictures.').waitFor();
    await console.check(page, 'models-compared');
  });

  test('the known pictures can be checked and taken out', async () => {
    const page = await console.open('/models/part/regression');
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByText('None of 1 known pictures is judged worse').waitFor();
    await console.check(page, 'models-regression');
    await page.getByRole('button', { name: /^Remove / }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No picture is known yet').waitFor();
    await console.check(page, 'models-regression-empty');
  });

  test('the version before comes back with a button, one is taken away as a file and brought in', async () => {
    const page = await console.open('/models/part/versions');
    await page.getByRole('button', { name: 'Back to the version before' }).click();
    const dialog = page.getByRole('dialog', { name: 'Back to the version before' });
    await dialog.getByLabel('Reason').fill('the new one rejects too many');
    await dialog.getByRole('button', { name: 'Back to the version before' }).click();
    await page.getByRole('article', { name: 'v1' }).getByText('In use').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download v2' }).click(),
    ]);
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Upload a version' }).click(),
    ]);
    await chooser.setFiles({
      name: 'v2.zip',
      mimeType: 'application/zip',
      buffer: await readFile(await download.path()),
    });
    await page.getByRole('article', { name: 'v3' }).waitFor();
    const [v2, v3] = (await versionsOf(console)).filter(({ version }) => version !== 'v1');
    expect(v3!.threshold).toBe(v2!.threshold);
    await page.getByRole('article', { name: 'v1' }).getByText('In use').waitFor();
  });

  test('jobs are listed', async () => {
    const page = await console.open('/models/part/jobs');
    await page.getByRole('link', { name: 'Evaluation' }).last().waitFor();
    await console.check(page, 'models-jobs');
  });

  /** Finds a picture that v1 passes and v2 does not, and puts it into the regression set. */
  async function addKnownDefect(): Promise<void> {
    const { threshold: high } = (await versionsOf(console)).find(({ version }) => version === 'v1')!;
    for (let contrast = 1; contrast <= 60; contrast++) {
      const image = await encodePng(withFaintSquare(contrast));
      const answer = await console.server.form('/api/v1/inspections', { category: 'part', image });
      const {
        id,
        anomaly_score: score,
        decision,
      } = answer.json() as unknown as {
        readonly id: string;
        readonly anomaly_score: number;
        readonly decision: string;
      };
      if (decision !== 'FAIL' || score > high) continue;
      const adding = { inspection_id: id, label: 'defect', reason: 'passed last week' };
      const added = await console.server.post('/api/v1/regression/part', adding);
      expect(added.status, added.text).toBe(200);
      return;
    }
    expect.unreachable('no picture lies between the thresholds');
  }
});

/** A folder as people sort their defects: a folder for each kind. */
async function defectFolder(): Promise<string> {
  const folder = await testFolder();
  const write = async (kind: string, name: string, image: Image) => {
    await mkdir(join(folder, kind), { recursive: true });
    await writeFile(join(folder, kind, name), await encodePng(image));
  };
  for (const contrast of FAINT) await write('faint', `${contrast}.png`, withFaintSquare(contrast));
  for (const at of [0, 1, 2, 3])
    await write('black', `${at}.png`, withDefect(drawPart(400 + at), 24 + at, 26, 6 + 2 * at));
  return folder;
}

async function versionsOf({ server }: TestConsole) {
  const { versions } = (await server.get('/api/v1/models/part/versions')).json();
  return versions as readonly { readonly version: string; readonly threshold: number }[];
}

function withFaintSquare(contrast: number) {
  const part = drawPart(777);
  const square = withDefect(part, 29, 29, 6);
  const data = part.data.map((value, at) => (square.data[at] === 0 ? Math.max(0, value - contrast) : value));
  return { ...part, data };
}
