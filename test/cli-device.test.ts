import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeviceVerdict } from '../src/onnx/device.ts';
import { deviceCandidates } from '../src/onnx/device-candidates.ts';
import { drawCategories, expectFailure, openWorkspace, type Workspace } from './fixtures/command-line.ts';

const candidates = deviceCandidates();
const here = new Set(candidates.filter(({ obstacle }) => obstacle === null).map(({ device }) => device));
let workspace: Workspace;

beforeAll(async () => {
  workspace = await openWorkspace();
  await drawCategories(workspace.path('samples'), ['washer']);
}, 120_000);
afterAll(() => workspace?.remove());

describe('doctor', () => {
  test('lists every device that auto would try, with its verdict', async () => {
    const { devices } = await workspace.json<{ devices: DeviceVerdict[] }>(['doctor']);
    expect(devices.map(({ device }) => device)).toEqual(candidates.map(({ device }) => device));
    const { stdout } = await workspace.run(['doctor']);
    for (const { device, reason } of devices) {
      expect(stdout).toMatch(new RegExp(`^  ${device} +\\S`, 'm'));
      if (!here.has(device)) expect(stdout).toContain(`not here: ${reason}`);
    }
  });
});

describe('a device that is asked for by name and is not here', () => {
  const absent = (['cuda', 'coreml', 'dml', 'webgpu'] as const).filter(device => !here.has(device));

  test.each(absent)('%s is an error that says why and what to do', async device => {
    const ended = await workspace.run(['backbone', 'check', 'compact', '--device', device]);
    expectFailure(ended, 8, `The device ${device} does not work on this machine (`);
    expect(ended.stderr).toContain('Use --device cpu, or --device auto to fall back by itself.');
    expect(ended.stderr).not.toContain('.cc:');
    const obstacle = candidates.find(candidate => candidate.device === device)?.obstacle;
    expect(ended.stderr).toContain(obstacle ?? `ONNX Runtime for ${process.platform} ${process.arch} offers`);
  });

  test.skipIf(absent.length === 0)('stops a training before anything is written', async () => {
    const args = ['train', '--category', 'washer', '--data-root', 'samples', '--device', absent[0]!];
    expectFailure(await workspace.run(args), 8, 'does not work on this machine');
    const after = await workspace.run(['inference', '--category', 'washer', '--data-root', 'samples']);
    expectFailure(after, 4, 'washer');
  });
});

test.skipIf(here.size > 0)('auto says nothing about devices where there is none to try', async () => {
  const { status, stderr } = await workspace.run(['backbone', 'check', 'compact', '--device', 'auto']);
  expect([status, stderr]).toEqual([0, '']);
});
