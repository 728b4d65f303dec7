import type { Command } from 'commander';
import type { Diagnosis } from '../../operations/diagnose.ts';
import { addConfigOptions } from '../config-options.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { runCommand } from '../run-command.ts';

/** `inspectai doctor` */
export function addDoctorCommand(program: Command): void {
  const command = program
    .command('doctor')
    .description('check this machine: device, weights, folders, and a self-test');
  addConfigOptions(command, ['modelsRoot', 'resultsRoot', 'backbonesRoot', 'device', 'threads']).action(() =>
    runCommand(command, async ({ config }) => {
      const { diagnose } = await import('../../operations/diagnose.ts');
      const diagnosis = await diagnose(config);
      return {
        json: wire(diagnosis),
        text: show(diagnosis),
        status: diagnosis.healthy ? EXIT_STATUS.success : EXIT_STATUS.internal,
      };
    }),
  );
}

/** Verdicts on devices in words. */
const VERDICTS = {
  usable: 'works',
  slower: 'slower than the processor',
  wrong: 'WRONG RESULTS',
  broken: 'does not work',
  absent: 'not here',
} as const;

function show(diagnosis: Diagnosis): string {
  const { selfTest, memoryBytes } = diagnosis;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const here = diagnosis.backbones
    .filter(backbone => backbone.available)
    .map(({ name, is_default }) => (is_default ? `${name} (default)` : name));
  return [
    `system      Node ${diagnosis.node} on ${diagnosis.platform}, ONNX Runtime ${diagnosis.onnxRuntime}`,
    `processor   ${diagnosis.processor}, ${diagnosis.cores} cores, ${diagnosis.threads} threads in use`,
    `memory      ${gigabytes(memoryBytes.free)} free of ${gigabytes(memoryBytes.total)}`,
    `device      ${diagnosis.device}`,
    ...diagnosis.devices.map(
      ({ device, verdict, reason }) => `  ${device.padEnd(10)}${VERDICTS[verdict]}: ${reason}`,
    ),
    `backbones   ${here.join(', ')}`,
    ...diagnosis.folders.map(
      ({ path, writable, freeBytes }) =>
        `folder      ${path}: ${writable ? 'can be written' : 'CANNOT BE WRITTEN'}, ${gigabytes(freeBytes)} free`,
    ),
    `self-test   ${selfTest.passed ? 'passed' : 'FAILED'}: score ${selfTest.score.toFixed(4)}, expected ${selfTest.expectedScore.toFixed(4)}, threshold ${selfTest.threshold.toFixed(4)}, ${selfTest.totalMs.toFixed(0)} ms`,
    diagnosis.healthy ? 'Everything is in order.' : 'Something is not in order; see above.',
  ].join('\n');
}

function wire(diagnosis: Diagnosis) {
  const { selfTest, folders, memoryBytes, backbones } = diagnosis;
  return {
    healthy: diagnosis.healthy,
    node: diagnosis.node,
    platform: diagnosis.platform,
    processor: diagnosis.processor,
    cores: diagnosis.cores,
    threads: diagnosis.threads,
    memory_total_bytes: memoryBytes.total,
    memory_free_bytes: memoryBytes.free,
    onnxruntime: diagnosis.onnxRuntime,
    device: diagnosis.device,
    device_note: diagnosis.deviceNote,
    devices: diagnosis.devices,
    backbones,
    folders: folders.map(({ path, writable, freeBytes }) => ({ path, writable, free_bytes: freeBytes })),
    self_test: {
      passed: selfTest.passed,
      score: selfTest.score,
      expected_score: selfTest.expectedScore,
      threshold: selfTest.threshold,
      total_ms: selfTest.totalMs,
    },
  };
}
