import { sha256 } from '../files.ts';
import { runtimeVersion } from '../onnx/session.ts';
import type { ModelFacts, StoredModel } from '../patchcore/artifact.ts';
import type { Calibration } from '../patchcore/calibration.ts';
import type { GrownBank } from '../patchcore/grow-bank.ts';
import { bankEntries } from '../patchcore/memory-bank.ts';
import type { TrainedIndex } from '../patchcore/training-index.ts';
import { calibrationFacts } from './calibration-facts.ts';
import { indexFacts } from './model-facts.ts';

/** What a version was taught. */
export interface Lesson {
  /** SHA-256 of the pictures, in their order. */
  readonly pictures: readonly string[];
  readonly grown: GrownBank;
  readonly calibration: Calibration;
  readonly index?: TrainedIndex | undefined;
}

/** Everything that `config.json` says of a version that grew from another one. */
export function taughtFacts(
  { config, version, bank, trainingImages }: StoredModel,
  { pictures, grown, calibration, index }: Lesson,
): ModelFacts {
  const { files: _files, schema_version: _schema, product: _product, index: _index, ...facts } = config;
  const hashes = [...trainingImages.map(image => image.sha256), ...pictures];
  return {
    ...facts,
    threshold: calibration.threshold,
    coreset: {
      ...facts.coreset,
      patches: facts.coreset.patches + grown.patches,
      entries: bankEntries(grown.bank),
    },
    ...(index && { index: indexFacts(index) }),
    calibration: calibrationFacts(calibration),
    training_set: { pictures: hashes.length, fingerprint: sha256(hashes.join('\n')) },
    taught: {
      from: version,
      pictures: pictures.length,
      entries: bankEntries(grown.bank) - bankEntries(bank),
      covering_radius: grown.radius,
    },
    runtime: { onnxruntime: runtimeVersion() },
  };
}
