import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodePng } from '../../src/image/codec.ts';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';
import { drawnParts, dropPictures, pictureFile } from '../fixtures/dropped-pictures.ts';
import { drawPart, withDefect } from '../fixtures/parts.ts';

describe.skipIf(hasNoChromium)('categories and models', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
  });
  afterAll(() => console?.close());

  test('a category grows out of 30 dropped pictures, over a reload and a lost connection, to its first verdict', async () => {
    const page = await console.open('/models/new');
    await page.getByLabel('Name of the category').fill('Disc 7');
    await page.getByRole('button', { name: 'Upload and train' }).click();
    await page.getByText('At least 2 pictures are needed.').first().waitFor();
    await dropPictures(page, 'Drop pictures of good parts here', await drawnParts(31, 200));
    await page.getByText('31 pictures').waitFor();
    await page.getByRole('button', { name: 'Leave out 3.png', exact: true }).click();
    await page.getByText('30 pictures').waitFor();
    await page.getByText('That is enough to begin with.').waitFor();
    await page.getByText('More options').click();
    await console.check(page, 'models-new');
    await page.getByRole('button', { name: 'Upload and train' }).click();
    await page.waitForURL('**/models/new?job=*');
    await page.reload();
    await page.getByRole('heading', { name: '“Disc 7” is ready: v1 is in use' }).waitFor();
    await page.getByText('Learned from 30 good pictures.').waitFor();
    await page.getByText('of 1,000 good parts may be rejected').waitFor();
    await console.check(page, 'models-trained');
    await page.getByRole('button', { name: 'Inspect the first picture' }).click();
    await page.getByRole('heading', { name: 'Inspect', level: 1 }).waitFor();
  });

  test('a training that runs is shown live, survives a lost connection and can be stopped', async () => {
    const page = await console.open('/models/new?category=slow');
    await dropPictures(page, 'Drop pictures of good parts here', await drawnParts(60, 1000));
    await page.getByText('More options').click();
    await page.getByLabel('Image size in pixels').fill('768');
    await page.getByRole('button', { name: 'Upload and train' }).click();
    await page.getByRole('heading', { name: '“slow” is being trained' }).waitFor();
    await page.getByRole('progressbar').waitFor();
    await page.context().setOffline(true);
    await page.getByText('The connection is lost').waitFor();
    await console.check(page, 'models-training');
    await page.context().setOffline(false);
    await page.getByText('The connection is lost').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('heading', { name: 'The training was stopped' }).waitFor();
  });

  test('cards tell how each category does', async () => {
    const page = await console.open('/models');
    await page.getByRole('heading', { name: 'part', exact: true }).waitFor();
    await console.check(page, 'models');
    await page.getByRole('link', { name: /^part/ }).click();
    await page.waitForURL('**/models/part/overview');
  });

  test('the slider tells what another threshold would do, and the threshold is used after a reason', async () => {
    const page = await console.open('/models/part/overview');
    const slider = page.getByRole('slider', { name: 'Move the threshold' });
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^120\.0 of 1,000 good parts rejected/);
    await page.getByText(/seen: .* \(95 %\)/).waitFor();
    await console.check(page, 'models-what-if');
    await page.getByRole('button', { name: 'Use this threshold' }).click();
    const dialog = page.getByRole('dialog', { name: 'Use another threshold' });
    await dialog.getByRole('button', { name: 'Use this threshold' }).click();
    await dialog.getByText('Say why; it goes into the audit log.').waitFor();
    await console.check(page, 'models-apply');
    await dialog.getByLabel('Reason').fill('fewer escapes');
    await dialog.getByRole('button', { name: 'Use this threshold' }).click();
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
    await page.getByText('v1 is in use.').first().waitFor();
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

  test('an evaluation of uploaded pictures shows its charts', async () => {
    const page = await console.open('/models/part/evaluation');
    const good = await drawnParts(6, 300);
    const defective = await Promise.all(
      [0, 1, 2, 3].map(at =>
        pictureFile(`black-${at}.png`, withDefect(drawPart(400 + at), 24 + at, 26, 3 + 3 * at)),
      ),
    );
    await dropPictures(page, 'Good parts', good);
    await page.getByText('6 pictures').waitFor();
    await dropPictures(page, 'Defective parts', defective);
    await page.getByText('4 pictures').waitFor();
    await console.check(page, 'models-evaluation-new');
    await page.getByRole('button', { name: 'Upload and evaluate' }).click();
    await page.getByRole('heading', { name: /^v\d+ on 10 pictures$/ }).waitFor();
    await page
      .getByRole('img', { name: /^ROC curve/ })
      .locator('svg')
      .waitFor();
    await page.getByRole('button', { name: /^Show as table ?: ROC curve/ }).waitFor();
    await page.getByRole('button', { name: /pictures: part is defective, verdict FAIL/ }).click();
    await page.getByText('Part is defective, verdict FAIL', { exact: true }).waitFor();
    await console.check(page, 'models-evaluation');
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
