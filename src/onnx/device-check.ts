import { type Deviation, findDeviation } from './device-comparison.ts';
import { buildCheckGraph, type CheckGraph } from './device-graph.ts';
import { type Device, openSession, type Session } from './session.ts';

/** How a device compares with the processor; it is only timed when its results are right. */
export type DeviceCheck =
  | { readonly deviation: Deviation }
  | {
      readonly deviation: null;
      /** The fastest run on the processor and on the device, copies to and from it included. */
      readonly cpuMs: number;
      readonly deviceMs: number;
    };

/**
 * Largest allowed errors, relative to the largest value. Another device in float32 was 2e-6 off or less; products of
 * factors with 10 bits of mantissa (TF32, float16) were 1e-4 off or more, which the search's proofs do not allow for.
 * Features may be a little further off: some ways to convolve trade a digit for speed, and features tolerate it.
 */
export const TOLERANCES = { patches: 1e-4, bounds: 1e-5, distances: 1e-5, map: 1e-5 } as const;

const RUNS = 5;
/** A device that is so many times slower needs no more runs. */
const HOPELESS = 3;

/**
 * Compares a device with the processor: results first, then time. May end the process when a driver is faulty.
 *
 * @throws InspectError `device_unavailable` when the device does not work.
 */
export async function checkDevice(device: Device, threads: number): Promise<DeviceCheck> {
  const check = buildCheckGraph();
  const cpu = await openSession(check.model, { device: 'cpu', threads });
  const other = await openSession(check.model, { device, threads });
  try {
    return await compare(cpu, other, check);
  } finally {
    await cpu.close();
    await other.close();
  }
}

async function compare(cpu: Session, other: Session, { inputs }: CheckGraph): Promise<DeviceCheck> {
  const expected = await cpu.run(inputs);
  let deviation = findDeviation(expected, await other.run(inputs), TOLERANCES);
  let [cpuMs, deviceMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let run = 0; run < RUNS && deviation === null; run++) {
    const started = performance.now();
    await cpu.run(inputs);
    const between = performance.now();
    const found = await other.run(inputs);
    cpuMs = Math.min(cpuMs, between - started);
    deviceMs = Math.min(deviceMs, performance.now() - between);
    deviation = findDeviation(expected, found, TOLERANCES);
    if (deviceMs > HOPELESS * cpuMs) break;
  }
  return deviation ? { deviation } : { deviation, cpuMs, deviceMs };
}
