import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodePng } from '../../src/image/codec.ts';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';
import { failOnce, holdBack } from '../fixtures/gate.ts';
import { everyPictureArrived, png, queueIsOver, UPLOADS, verdict } from '../fixtures/inspect-page.ts';
import { drawPart } from '../fixtures/parts.ts';

const SENDING = '/api/v1/inspections';
const drawn = (count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, seed) =>
      png(`part-${seed}.png`, await encodePng(drawPart(seed))),
    ),
  );
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#777777' } })
    .png({ compressionLevel: 1 })
    .toBuffer();

describe.skipIf(hasNoChromium)('many pictures on the page Inspect', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
  });
  afterAll(() => console?.close());

  test('fifty are inspected with pause and retry; what is no picture fails alone', {
    timeout: 300_000,
  }, async () => {
    const page = await console.open('/');
    await failOnce(page, SENDING);
    const gate = await holdBack(page, SENDING);
    const strange = [
      png('text.png', new TextEncoder().encode('not a picture')),
      png('empty.png', new Uint8Array()),
      png('huge.png', await plain(12_000, 9_000)),
    ];
    const [unlucky, ...parts] = await drawn(47);
    await page.locator(UPLOADS).setInputFiles([{ ...unlucky!, name: 'unlucky.png' }, ...strange, ...parts]);
    await expect.poll(gate.seen).toBe(2);
    await page.getByRole('button', { name: 'Pause' }).click();
    gate.open();
    await page.getByText('2 of 50 done').waitFor();
    await page.getByText('Paused.').waitFor();
    await console.check(page, 'inspect-paused');
    expect(gate.seen(), 'sent while paused').toBe(2);
    await page.keyboard.press('p');
    await queueIsOver(page, 50);
    await page.getByText('4 not inspected').waitFor();
    const list = page.getByRole('list', { name: 'Pictures' });
    await page.evaluate(`document.querySelector('ul[aria-label=Pictures]').parentElement.scrollTop = 0`);
    await list.getByText(/text\.png is not a picture/).waitFor();
    await list.getByText(/megapixels/).waitFor();
    await list.getByText('The server has a fault.').waitFor();
    await console.check(page, 'inspect-batch');
    await page.getByRole('button', { name: 'Try 4 again' }).click();
    await page.getByRole('button', { name: 'Try 3 again' }).waitFor();
    await page.getByText('3 not inspected').waitFor();
    await expect.poll(gate.seen).toBe(54);
    await list.getByText('The server has a fault.').waitFor({ state: 'detached' });
    const { items } = (await console.server.get(`${SENDING}?limit=100`)).json() as { items: unknown[] };
    expect(items).toHaveLength(47);
  });

  test('a picture of just under 100 megapixels is inspected and shown', async () => {
    const page = await console.open('/');
    const large = await sharp(console.server.pictures.broken)
      .resize(9_999, 10_000, { kernel: 'nearest', fit: 'fill' })
      .png({ compressionLevel: 1 })
      .toBuffer();
    await page.locator(UPLOADS).setInputFiles(png('large.png', large));
    await queueIsOver(page, 1);
    const { items } = (await console.server.get(`${SENDING}?limit=1`)).json() as {
      items: [{ decision: 'PASS' | 'REVIEW' | 'FAIL' }];
    };
    expect(items[0]).toMatchObject({ picture: { width: 9_999, height: 10_000 } });
    await verdict(page, items[0].decision).waitFor();
    await everyPictureArrived(page);
    await page.getByRole('radio', { name: 'Original' }).click();
    await everyPictureArrived(page);
    await page.keyboard.press('+');
    await expect.poll(() => page.getByLabel('Zoom').innerText()).toBe('125%');
  });

  test('waits for a server that is away, and loses no picture', async () => {
    const page = await console.open('/');
    const gate = await holdBack(page, SENDING, 3);
    const { server } = console.server.app;
    const { port } = server.address() as AddressInfo;
    await page.locator(UPLOADS).setInputFiles(await drawn(12));
    await page.getByText('3 of 12 done').waitFor();
    server.close();
    server.closeAllConnections();
    gate.open();
    await page.getByText('The server cannot be reached. The pictures wait').waitFor();
    try {
      await console.check(page, 'inspect-offline');
    } finally {
      server.listen(port, '127.0.0.1');
    }
    await queueIsOver(page, 12);
    expect(await page.getByText('not inspected').count()).toBe(0);
  });

  test('two tabs keep their pictures apart', async () => {
    const { good, broken } = console.server.pictures;
    const first = await console.open('/');
    await first.getByText('The verdict will stand here').waitFor();
    const second = await first.context().newPage();
    await second.goto(`${console.address}/`);
    await Promise.all([
      first.locator(UPLOADS).setInputFiles(png('first.png', good)),
      second.locator(UPLOADS).setInputFiles(png('second.png', broken)),
    ]);
    await verdict(first, 'PASS').waitFor();
    await verdict(second, 'FAIL').waitFor();
    expect(await first.getByText('second.png').count()).toBe(0);
  });
});
