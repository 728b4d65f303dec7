import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { encodePng } from '../../src/image/codec.ts';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';
import { drawnParts, dropPictures } from '../fixtures/dropped-pictures.ts';
import { testFolder } from '../fixtures/folder.ts';
import { tabTo } from '../fixtures/keyboard.ts';
import { drawPart } from '../fixtures/parts.ts';
import { zipBytes } from '../fixtures/zip-bytes.ts';

describe.skipIf(hasNoChromium)('a new category', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
  });
  afterAll(() => console?.close());

  test('grows out of 30 dropped pictures, over a reload, to its first verdict', async () => {
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
    await page.getByLabel('Image size in pixels').fill('2048'); // it would take minutes
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

  test('is made of a ZIP archive, by keyboard alone', async () => {
    const page = await console.open('/models/new');
    await tabTo(page, /^Name of the category/);
    await page.keyboard.type('zipped');
    await chooseByKey(page, 'Choose a ZIP archive', {
      name: 'parts.zip',
      mimeType: 'application/zip',
      buffer: await zippedParts(12),
    });
    await page.getByText(/^parts\.zip \(.*the server counts its pictures/).waitFor();
    await tabTo(page, 'Upload and train');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '“zipped” is ready: v1 is in use' }).waitFor();
    await page.getByText('Learned from 12 good pictures.').waitFor();
    await tabTo(page, 'Inspect the first picture');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Inspect', level: 1 }).waitFor();
  });

  test('is made of a folder, without what is no picture', async () => {
    const folder = await testFolder();
    await mkdir(join(folder, 'good'));
    await writeFile(join(folder, 'good', 'notes.txt'), 'taken on Monday');
    for (let seed = 0; seed < 12; seed++)
      await writeFile(join(folder, 'good', `${seed}.png`), await encodePng(drawPart(600 + seed)));
    const page = await console.open('/models/new?category=filed');
    await page.locator('input[webkitdirectory]').setInputFiles(join(folder, 'good'));
    await page.getByText('12 pictures').waitFor();
    await page.getByText('1 other files were left out').waitFor();
    await page.getByRole('button', { name: 'Upload and train' }).click();
    await page.getByRole('heading', { name: '“filed” is ready: v1 is in use' }).waitFor();
    await page.getByText('Learned from 12 good pictures.').waitFor();
  });

  test('that cannot be made says why', async () => {
    const page = await console.open('/models/new?category=spoilt');
    const text = { name: 'good/text.png', content: Buffer.from('not a picture') };
    const buffer = zipBytes([text, ...(await partMembers(3))]);
    await page
      .locator('input[accept=".zip"]')
      .setInputFiles({ name: 'spoilt.zip', mimeType: 'application/zip', buffer });
    await page.getByRole('button', { name: 'Upload and train' }).click();
    await page.getByRole('heading', { name: 'The training failed' }).waitFor();
    await page.getByText(/text\.png/).waitFor();
    await console.check(page, 'models-training-failed');
    await page.getByRole('button', { name: 'Back to the pictures' }).click();
    await page.getByLabel('Name of the category').waitFor();
  });
});

async function chooseByKey(
  page: Page,
  button: string,
  file: { name: string; mimeType: string; buffer: Buffer },
) {
  const chooser = page.waitForEvent('filechooser'); // a dialog that nobody waits for yet would open for good
  await tabTo(page, button);
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(file);
}

const zippedParts = async (count: number) => zipBytes(await partMembers(count));

const partMembers = (count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, seed) => ({
      name: `good/${seed}.png`,
      content: await encodePng(drawPart(500 + seed)),
    })),
  );
