import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';
import { drawnParts, dropPictures, pictureFile } from '../fixtures/dropped-pictures.ts';
import { tabTo } from '../fixtures/keyboard.ts';
import { drawPart, withDefect } from '../fixtures/parts.ts';

const PATH = '/api/v1/categories/part/region-of-interest';

interface Region {
  readonly include: readonly { readonly polygon?: readonly (readonly [number, number])[] }[];
  readonly ignore: readonly { readonly mask_png?: string }[];
}

describe.skipIf(hasNoChromium)('what a category is made of', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
  });
  afterAll(() => console?.close());

  const regionNow = async () => (await console.server.get(PATH)).json().region as Region | null;

  test('a region is drawn with the mouse, painted with the brush, and counts from the next training on', async () => {
    const page = await console.open('/models/part/region');
    const picture = page.getByRole('img', { name: 'A good picture of the category' });
    await picture.waitFor();
    await picture.scrollIntoViewIfNeeded();
    const box = (await picture.boundingBox())!;
    const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
    await page.mouse.move(...at(0.1, 0.2));
    await page.mouse.down();
    await page.mouse.move(...at(0.9, 0.8), { steps: 4 });
    await page.mouse.up();
    await page.getByText('1. Polygon').waitFor();
    await page.getByRole('button', { name: 'Polygon' }).click();
    for (const [x, y] of [
      [0.3, 0.3],
      [0.5, 0.3],
      [0.4, 0.45],
      [0.3, 0.3],
    ] as const)
      await page.mouse.click(...at(x, y));
    await page.getByText('2. Polygon').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('2. Polygon').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Ignore' }).click();
    await page.getByRole('button', { name: 'Brush' }).click();
    await page.mouse.move(...at(0.5, 0.5));
    await page.mouse.down();
    await page.mouse.move(...at(0.6, 0.6), { steps: 4 });
    await page.mouse.up();
    await page.getByText('2. Brush').waitFor();
    await console.check(page, 'models-region');
    await page.getByRole('button', { name: 'Save the region' }).click();
    await page.getByText('The region is saved. It counts from the next training on.').first().waitFor();
    await page.getByText('Train again to use this one.').waitFor();
    const region = (await regionNow())!;
    expect(region.include).toHaveLength(1);
    const [first] = region.include[0]!.polygon!;
    expect(first![0]).toBeCloseTo(0.1, 1);
    expect(first![1]).toBeCloseTo(0.2, 1);
    expect(region.ignore[0]!.mask_png).toBeTruthy();
  });

  test('a region is drawn by keyboard alone, and removed', async () => {
    await console.server.app.inject({ method: 'DELETE', url: PATH });
    const page = await console.open('/models/part/region');
    await page.getByRole('img', { name: 'A good picture of the category' }).waitFor();
    await tabTo(page, 'Add a rectangle');
    await page.keyboard.press('Enter');
    await tabTo(page, '4 corners, in per cent');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Shape 1, corner 1, x in per cent');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('5');
    await page.keyboard.press('Enter');
    await console.check(page, 'models-region-keyboard');
    await tabTo(page, 'Save the region', { back: true });
    await page.keyboard.press('Enter');
    await page.getByText('The region is saved. It counts from the next training on.').first().waitFor();
    expect((await regionNow())!.include[0]!.polygon![0]).toEqual([0.05, 0.25]);
    await tabTo(page, 'Remove shape 1');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Inspect whole pictures');
    await page.keyboard.press('Enter');
    await page.getByText('The region is removed.').first().waitFor();
    expect(await regionNow()).toBeNull();
  });

  test('pictures that do not belong are found before the training and left out', async () => {
    const page = await console.open('/models/new?category=fresh');
    const good = await drawnParts(24, 0);
    const bad = await pictureFile('bad.png', withDefect(drawPart(90), 28, 28, 10));
    await dropPictures(page, 'Drop pictures of good parts here', [
      ...good,
      bad,
      { ...good[0]!, name: 'copy.png' },
    ]);
    await page.getByText('26 pictures').waitFor();
    await page.getByRole('button', { name: 'Check the pictures first' }).click();
    await page.getByText('2 of 26 pictures need a look').waitFor();
    expect(await page.getByRole('checkbox', { name: 'Leave out bad.png' }).isChecked()).toBe(true);
    await console.check(page, 'models-hygiene');
    await page.getByRole('button', { name: 'Leave out 2 pictures' }).click();
    await page.getByText('24 pictures').waitFor();
    await page.getByText('2 pictures were left out').waitFor();
  });
});
