import { describe, expect, test } from 'vitest';
import { chooseDevice, type DeviceVerdict, judgeDevices, verdictOf } from './device.ts';
import { deviceCandidates } from './device-candidates.ts';
import { createGraph } from './graph.ts';
import { builtInDevices, openSession } from './session.ts';

const candidates = deviceCandidates();

test('the processor is taken without a try when it is asked for', async () => {
  expect(await chooseDevice({ device: 'cpu', threads: 1 })).toEqual({
    device: 'cpu',
    note: null,
    tried: false,
  });
});

describe.skipIf(candidates.some(({ obstacle }) => obstacle === null))('on a machine without a GPU', () => {
  test('auto takes the processor at once, and one line says why of every device', async () => {
    let fastestMs = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 5; run++) {
      const started = performance.now();
      await chooseDevice({ device: 'auto', threads: 1 });
      fastestMs = Math.min(fastestMs, performance.now() - started);
    }
    expect(fastestMs).toBeLessThan(20);
    const { device, note, tried } = await chooseDevice({ device: 'auto', threads: 1 });
    expect([device, tried]).toEqual(['cpu', false]);
    expect(note).toMatch(/^No GPU is used: [^\n]+\.$/);
    for (const candidate of candidates)
      expect(note).toContain(`${candidate.device} is not here (${candidate.obstacle})`);
  });

  test('every device has a verdict, in the order of trying', async () => {
    expect(await judgeDevices(1)).toEqual(
      candidates.map(({ device, obstacle }) => ({ device, verdict: 'absent', reason: obstacle })),
    );
  });
});

const elsewhere = (['cuda', 'coreml', 'dml', 'webgpu'] as const).filter(
  device => !builtInDevices().includes(device),
);

test.each(elsewhere)(
  'asking for %s, which this runtime lacks, fails at once with what there is',
  async device => {
    const refused = chooseDevice({ device, threads: 1 });
    await expect(refused).rejects.toMatchObject({ code: 'device_unavailable' });
    await expect(refused).rejects.toThrow(
      `The device ${device} does not work on this machine (ONNX Runtime for ${process.platform} ${process.arch} offers cpu`,
    );
    await expect(refused).rejects.toThrow('Use --device cpu');
  },
);

test.each(elsewhere)('a session on %s is refused', async device => {
  const graph = createGraph('test');
  graph.output(graph.node('Neg', [graph.input('x', 'float32', [1])]), 'y', 'float32', [1]);
  await expect(openSession(graph.toModel(), { device, threads: 1 })).rejects.toMatchObject({
    code: 'device_unavailable',
  });
});

describe('a verdict', () => {
  const verdict = (cpuMs: number, deviceMs: number) =>
    verdictOf('webgpu', { deviation: null, cpuMs, deviceMs });

  test('takes a device that is right and not slower', () => {
    const usable: DeviceVerdict = {
      device: 'webgpu',
      verdict: 'usable',
      reason: "2.0 ms against the processor's 7.0 ms",
    };
    expect(verdict(7, 2)).toEqual(usable);
    expect(verdict(7, 7).verdict).toBe('usable');
  });

  test('leaves a device that is right but slower', () => {
    expect(verdict(7, 7.01).verdict).toBe('slower');
  });

  test('names the results that are wrong, and for CUDA what may help', () => {
    const deviation = { output: 'bounds', error: 2.34e-4, tolerance: 1e-5 };
    const { verdict: found, reason } = verdictOf('cuda', { deviation });
    expect(found).toBe('wrong');
    expect(reason).toMatch(/^its bounds differ from the processor's by 2\.3e-4, more than 1e-5; NVIDIA_TF32/);
    expect(verdictOf('dml', { deviation }).reason).not.toContain('NVIDIA');
  });

  test('repeats why a device failed', () => {
    expect(verdictOf('dml', { failure: 'no adapter' })).toEqual({
      device: 'dml',
      verdict: 'broken',
      reason: 'no adapter',
    });
  });
});
