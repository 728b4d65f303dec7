import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';

interface Recorded {
  readonly id: string;
  readonly final_decision: string | null;
}

describe.skipIf(hasNoChromium)('the review queue', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
    for (let index = 0; index < 6; index++) {
      const image = console.server.pictures.broken;
      const fields = {
        category: 'part',
        serial: `Q-${index}`,
        line: index === 5 ? 'line 2' : 'line 1',
        image,
      };
      await console.server.form('/api/v1/inspections', fields);
    }
  });
  afterAll(() => console?.close());

  const recorded = async (serial: string): Promise<Recorded> => {
    const { items } = (await console.server.get(`/api/v1/inspections?serial=${serial}`)).json();
    return (items as Recorded[])[0]!;
  };
  const reviewsOf = async (serial: string) => {
    const { id } = await recorded(serial);
    return (await console.server.get(`/api/v1/inspections/${id}/reviews`)).json().reviews as {
      action: string;
      reason_code: string;
      supersedes: string | null;
    }[];
  };
  const shown = (page: Page, serial: string) =>
    page.getByRole('heading', { level: 2, name: serial }).waitFor();

  test('is worked through by keyboard: one key a decision, digits for the reason, undo', async () => {
    const page = await console.open('/review');
    await shown(page, 'Q-0');
    await page.getByText('6 left').waitFor();
    await page.getByRole('button', { name: /Confirm the defect Scratch/ }).waitFor();
    await console.check(page, 'review');
    await page.keyboard.press('2');
    await page.getByRole('button', { name: /Confirm the defect Dent/ }).waitFor();
    await page.keyboard.press('d');
    await shown(page, 'Q-1');
    await page.getByText('Q-0 – Defect confirmed: Dent or deformation').waitFor();
    await page.getByText('5 left').waitFor();
    expect(await reviewsOf('Q-0')).toMatchObject([{ action: 'confirm', reason_code: 'dent' }]);
    await page.getByRole('button', { name: 'Take back the last decision' }).waitFor();
    await page.keyboard.press('u');
    await shown(page, 'Q-0');
    await page.getByText('It stands until you decide again.').waitFor();
    await console.check(page, 'review-undo');
    await page.keyboard.press('o');
    await shown(page, 'Q-1');
    await expect.poll(async () => (await recorded('Q-0')).final_decision).toBe('PASS');
    expect(await reviewsOf('Q-0')).toMatchObject([{ supersedes: null }, { supersedes: expect.any(String) }]);
    await page.keyboard.press('s');
    await shown(page, 'Q-2');
  });

  test('says when somebody else decided first, and goes on', async () => {
    const page = await console.open('/review?line=line+1');
    await shown(page, 'Q-1');
    const said = { action: 'overrule', reason_code: 'reflection' };
    await console.server.post(`/api/v1/inspections/${(await recorded('Q-1')).id}/reviews`, said);
    await page.keyboard.press('d');
    await page.getByText('local was first: Part is good: Reflection or light.').waitFor();
    await shown(page, 'Q-2');
    await console.check(page, 'review-second');
    expect(await reviewsOf('Q-1')).toHaveLength(1);
  });

  test('keeps what the server could not record', async () => {
    const page = await console.open('/review?line=line+1');
    await shown(page, 'Q-2');
    await page.route('**/reviews', route => route.abort());
    await page.keyboard.press('d');
    await page.getByText('The server cannot be reached.').waitFor();
    await shown(page, 'Q-2');
    await page.unroute('**/reviews');
    expect(await reviewsOf('Q-2')).toHaveLength(0);
  });

  test('has filters, an order, and an end', async () => {
    const page = await console.open('/review');
    await shown(page, 'Q-2');
    await page.getByLabel('Line', { exact: true }).selectOption('line 2');
    await shown(page, 'Q-5');
    await page.getByText('1 left').waitFor();
    await page.getByLabel('Order').selectOption('worst');
    await page.waitForURL(/order=worst/);
    await page.getByRole('button', { name: /The part is good/ }).click();
    await page.getByText('Nothing waits for a review.').waitFor();
    await page.getByText('0 left').waitFor();
    await console.check(page, 'review-empty');
  });
});
