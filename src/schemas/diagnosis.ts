import Type from '#bundled/typebox';
import { BackboneStatus } from './backbone.ts';

const DeviceVerdict = Type.Object({
  device: Type.String(),
  verdict: Type.Enum(['usable', 'slower', 'wrong', 'broken', 'absent'], {
    description:
      'usable: right results and not slower than the processor; slower: right results; wrong: results too far from those of the processor; broken: it failed, crashed or hung; absent: not tried, since something that it needs is not here.',
  }),
  reason: Type.String({ description: 'Part of a sentence.' }),
});

/** What an inspection depends on, as it was found on a machine. */
export const Diagnosis = Type.Object({
  healthy: Type.Boolean({ description: 'The self-test passed and every folder can be written.' }),
  node: Type.String(),
  platform: Type.String(),
  processor: Type.String(),
  cores: Type.Integer(),
  threads: Type.Integer({ description: 'In use for one computation.' }),
  memory_total_bytes: Type.Integer(),
  memory_free_bytes: Type.Integer(),
  onnxruntime: Type.String(),
  device: Type.String({ description: 'What computes.' }),
  device_note: Type.Union([Type.String(), Type.Null()], {
    description: 'Why a GPU that was tried is not used.',
  }),
  devices: Type.Array(DeviceVerdict, { description: 'All that "auto" would try here, in its order.' }),
  backbones: Type.Array(BackboneStatus),
  folders: Type.Array(
    Type.Object({ path: Type.String(), writable: Type.Boolean(), free_bytes: Type.Integer() }),
  ),
  self_test: Type.Object(
    {
      passed: Type.Boolean(),
      score: Type.Number({ description: 'Of a drawn picture with a defect.' }),
      expected_score: Type.Number(),
      threshold: Type.Number(),
      total_ms: Type.Number(),
    },
    { description: 'A training on a few drawn pictures and an inspection.' },
  ),
});
export type Diagnosis = Type.Static<typeof Diagnosis>;
