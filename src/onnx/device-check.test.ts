import { expect, test } from 'vitest';
import { checkDevice } from './device-check.ts';
import { builtInDevices } from './session.ts';

test('the processor agrees with itself and is timed against itself', async () => {
  const check = await checkDevice('cpu', 1);
  expect(check.deviation).toBeNull();
  if (check.deviation !== null) return;
  expect(check.cpuMs).toBeGreaterThan(0);
  expect(check.deviceMs).toBeGreaterThan(0);
});

test.skipIf(builtInDevices().includes('dml'))(
  'a device that the runtime lacks cannot be checked',
  async () => {
    await expect(checkDevice('dml', 1)).rejects.toMatchObject({ code: 'device_unavailable' });
  },
);
