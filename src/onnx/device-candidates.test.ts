import { expect, test } from 'vitest';
import { deviceCandidates, deviceOrder } from './device-candidates.ts';
import { builtInDevices } from './session.ts';

/** What ONNX Runtime 1.30 is built for; the tables of its package say so. */
test.each([
  ['linux', ['cpu', 'cuda', 'webgpu'], ['cuda', 'webgpu']],
  ['linux', ['cpu'], []],
  ['win32', ['cpu', 'dml', 'webgpu'], ['dml', 'webgpu']],
  ['win32', ['cpu', 'webgpu', 'dml', 'cuda'], ['cuda', 'dml', 'webgpu']],
  ['darwin', ['cpu', 'webgpu', 'coreml'], ['coreml', 'webgpu']],
  ['freebsd', ['cpu', 'webgpu'], []],
] as const)(
  'on %s, with %j in the runtime, devices are tried in the order %j',
  (platform, builtIn, order) => {
    expect(deviceOrder(platform, builtIn)).toEqual(order);
  },
);

test('candidates are devices that the runtime has', () => {
  const candidates = deviceCandidates();
  expect(builtInDevices()).toContain('cpu');
  for (const { device } of candidates) expect(builtInDevices()).toContain(device);
  expect(candidates.map(({ device }) => device)).not.toContain('cpu');
});
