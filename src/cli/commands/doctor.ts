import type { Command } from 'commander';
import type { Diagnosis } from '../../schemas/diagnosis.ts';
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
        json: diagnosis,
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
  const { self_test: test, memory_total_bytes: total, memory_free_bytes: free } = diagnosis;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const here = diagnosis.backbones
    .filter(backbone => backbone.available)
    .map(({ name, is_default }) => (is_default ? `${name} (default)` : name));
  return [
    `system      Node ${diagnosis.node} on ${diagnosis.platform}, ONNX Runtime ${diagnosis.onnxruntime}`,
    `processor   ${diagnosis.processor}, ${diagnosis.cores} cores, ${diagnosis.threads} threads in use`,
    `memory      ${gigabytes(free)} free of ${gigabytes(total)}`,
    `device      ${diagnosis.device}`,
    ...diagnosis.devices.map(
      ({ device, verdict, reason }) => `  ${device.padEnd(10)}${VERDICTS[verdict]}: ${reason}`,
    ),
    `backbones   ${here.join(', ')}`,
    ...diagnosis.folders.map(
      ({ path, writable, free_bytes: bytes }) =>
        `folder      ${path}: ${writable ? 'can be written' : 'CANNOT BE WRITTEN'}, ${gigabytes(bytes)} free`,
    ),
    `self-test   ${test.passed ? 'passed' : 'FAILED'}: score ${test.score.toFixed(4)}, expected ${test.expected_score.toFixed(4)}, threshold ${test.threshold.toFixed(4)}, ${test.total_ms.toFixed(0)} ms`,
    diagnosis.healthy ? 'Everything is in order.' : 'Something is not in order; see above.',
  ].join('\n');
}
