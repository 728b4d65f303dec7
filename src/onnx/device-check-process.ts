/**
 * The program that tries one device: `node device-check-process.js <device> <threads>`, started with a channel to its
 * parent. It sends one `DeviceTrial` and ends by itself, which shows whether the driver lets the process end.
 */
import { checkDevice } from './device-check.ts';
import type { DeviceTrial } from './device-trial.ts';
import { type Device, runtimeReason } from './session.ts';

process.once('disconnect', () => process.exit());
const [device, threads] = process.argv.slice(2);
const trial: DeviceTrial = await checkDevice(device as Device, Number(threads)).catch((cause: Error) => ({
  failure: runtimeReason(cause.cause ?? cause),
}));
process.send?.(trial, () => {
  process.removeAllListeners('disconnect');
  process.disconnect();
});
