import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CalibrationCard } from '../src/evaluation/calibration-card.ts';
import { drawCategories, openWorkspace, type Workspace } from './fixtures/command-line.ts';

const WASHER = ['--category', 'washer'];
const DATA = ['--data-root', 'samples'];
const RATES = ['--max-false-reject-rate', '0.1', '--review-rate', '0.4'];
let workspace: Workspace;

beforeAll(async () => {
  workspace = await openWorkspace();
  await drawCategories(workspace.path('samples'), ['washer'], 20);
  await workspace.json(['train', ...WASHER, ...DATA, ...RATES]);
}, 120_000);
afterAll(() => workspace?.remove());

const card = (...words: readonly string[]) =>
  workspace.json<CalibrationCard>(['calibration', ...WASHER, ...words]);
const refusal = async (...words: readonly string[]) => {
  const { status, stderr } = await workspace.run(['calibration', ...WASHER, ...words]);
  return `${status}: ${stderr}`;
};

describe('the calibration card', () => {
  test('has what a program needs, measured on the test set', async () => {
    const found = await card(...DATA);
    expect(found).toMatchObject({
      kind: 'leave_one_out',
      n: 20,
      max_false_reject_rate: 0.1,
      review_rate: 0.4,
      smallest_supportable_rate: 1 / 21,
    });
    expect(found.fail_threshold).toBeGreaterThan(found.review_threshold);
    expect(found.measured!.false_rejects.of).toBe(4);
    expect(found.what_if.find(({ in_use }) => in_use)!.fail_threshold).toBe(found.fail_threshold);
    expect(found.what_if.every(({ defects_caught }) => defects_caught !== null)).toBe(true);
  });

  test('says promise, proof, assumption and what was measured to people', async () => {
    const { stdout, status } = await workspace.run(['calibration', ...WASHER, ...DATA]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Calibration card of washer \(v1\)/);
    expect(stdout).toContain('Promise  Of new good parts about 10 % will be rejected');
    expect(stdout).toMatch(/^Proved +Not the rate itself/m);
    expect(stdout).toMatch(/^good parts rejected +\d of 4/m);
    expect(stdout).toMatch(/^ *10 % .* <- in use$/m);
    expect(stdout).toContain('1 % takes 79 more');
  });

  test('without a test set reads the last evaluation of the same version, and says so without one', async () => {
    expect((await card()).measured).toBeNull();
    await workspace.json(['evaluate', ...WASHER, ...DATA, '--no-plots']);
    expect((await card('--no-test')).measured!.source).toContain(join('evaluation', 'report.json'));
    rmSync(workspace.path('results'), { recursive: true });
    expect((await card('--no-test', ...DATA)).measured).toBeNull();
  });

  test('suggests the cheapest threshold where defects are known', async () => {
    const costs = ['--escape-cost', '1000', '--false-reject-cost', '1', '--defect-rate', '0.1'];
    const { cost } = await card(...DATA, ...costs);
    expect(cost!.suggested.cost_per_1000).toBeLessThanOrEqual(cost!.in_use.cost_per_1000);
    expect(await refusal(...costs)).toMatch(/^3: .*needs pictures of known defects/s);
    expect(await refusal(...DATA, ...costs.slice(2))).toMatch(/^2: .*--escape-cost, --false-reject-cost/s);
  });

  test('adds rates that were asked for and refuses what is none', async () => {
    const { what_if } = await card(...DATA, '--rates', '0.07,0.3');
    expect(what_if.map(({ rate }) => rate)).toEqual(expect.arrayContaining([0.07, 0.3]));
    expect(await refusal('--rates', '0.1,x')).toMatch(/^2: .*--rates has "x"/s);
    expect(await refusal('--max-false-reject-rate', '0.2')).toMatch(
      /^2: .*trained with max_false_reject_rate 0.1/s,
    );
  });
});

describe('split calibration', () => {
  test('is recorded with the pictures it kept out, and the card promises a bound', async () => {
    const split = ['--calibration', 'split', '--calibration-share', '0.5', '--models-root', 'split'];
    await workspace.json(['train', ...WASHER, ...DATA, ...RATES, ...split]);
    const found = await card('--models-root', 'split');
    expect(found).toMatchObject({ kind: 'split', n: 10, training_pictures: 20 });
    expect(found.promise).toContain('at most 10 % will be rejected');
    expect(await refusal('--models-root', 'split', '--calibration', 'leave-one-out')).toContain(
      'trained with calibration split, and --calibration asks for leave-one-out',
    );
  });
});

describe('verdicts', () => {
  const inspect = (...words: readonly string[]) =>
    workspace.run(['inference', ...WASHER, ...DATA, '--no-save', ...words]);

  test('are PASS, REVIEW and FAIL, and set the exit status only where that is asked for', async () => {
    const { stdout } = await inspect('--json');
    const { images, threshold, review_threshold } = JSON.parse(stdout) as {
      readonly threshold: number;
      readonly review_threshold: number;
      readonly images: readonly {
        readonly path: string;
        readonly anomaly_score: number;
        readonly decision: string;
        readonly is_anomaly: boolean;
        readonly reason: string;
      }[];
    };
    for (const { anomaly_score: score, decision, is_anomaly, reason } of images) {
      expect(decision).toBe(score > threshold ? 'FAIL' : score > review_threshold ? 'REVIEW' : 'PASS');
      expect(is_anomaly).toBe(decision === 'FAIL');
      expect(reason.startsWith(`${decision}: score `)).toBe(true);
    }
    const having = (verdict: string) => images.find(({ decision }) => decision === verdict)!.path;
    const statusOf = async (...paths: readonly string[]) =>
      (await inspect('--exit-verdict', '--image', ...paths)).status;
    expect((await inspect()).status).toBe(0);
    expect(await statusOf(having('PASS'))).toBe(0);
    expect(await statusOf(having('FAIL'), having('PASS'))).toBe(10);
  });

  test('follow the rules about regions that the category was trained with', async () => {
    const rules = ['--min-region-area', '1000000', '--models-root', 'lenient'];
    await workspace.json(['train', ...WASHER, ...DATA, ...RATES, ...rules]);
    const { stdout } = await inspect('--models-root', 'lenient', '--json');
    const { images } = JSON.parse(stdout) as { images: readonly { decision: string; reason: string }[] };
    expect(images.filter(({ reason }) => reason.includes('the largest region has')).length).toBeGreaterThan(
      0,
    );
  });
});

test('a review rate under the false-reject rate is refused with both and where they came from', async () => {
  const { status, stderr } = await workspace.run(
    ['train', ...WASHER, ...DATA, '--max-false-reject-rate', '0.1'],
    { env: { INSPECTAI_REVIEW_RATE: '0.05' } },
  );
  expect(status).toBe(2);
  expect(stderr).toContain(
    'review_rate is 0.05 (from the environment) and max_false_reject_rate 0.1 (from the flag)',
  );
});
