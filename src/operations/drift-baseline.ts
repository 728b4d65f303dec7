import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { countOf } from '../evaluation/number-format.ts';
import { loadModel } from '../patchcore/artifact.ts';
import type { InspectionRecord } from './inspection-records.ts';
import { categoryModelFolder } from './places.ts';

/** What was normal, and what is compared with it. */
export interface NormalState {
  readonly kind: 'calibration' | 'records';
  /** Scores of parts that were not rejected when nothing was wrong. */
  readonly scores: readonly number[];
  /** The inspections to compare, in their order. */
  readonly charted: readonly InspectionRecord[];
  /** Null when neither model nor records say. */
  readonly threshold: number | null;
}

/**
 * The calibration of the model version that inspected, or the first `baseline` records of it.
 *
 * @throws InspectError `data_invalid` when the baseline leaves too little; without one `model_not_found` and what
 * else can be wrong with a model.
 */
export async function normalState(
  config: Pick<Config, 'modelsRoot'>,
  category: string,
  records: readonly InspectionRecord[],
  baseline: number | undefined,
): Promise<NormalState> {
  return baseline === undefined ? fromCalibration(config, category, records) : fromRecords(records, baseline);
}

async function fromCalibration(
  config: Pick<Config, 'modelsRoot'>,
  category: string,
  records: readonly InspectionRecord[],
): Promise<NormalState> {
  const folder = categoryModelFolder(config, category);
  const version = records.at(-1)!.modelVersion;
  if (version !== null && !(await hasVersion(folder, version)))
    throw new InspectError(
      'model_not_found',
      `The inspections were made by version ${version} of "${category}", which is not in ${folder}. Name its folder with --models-root, or take the first inspections as normal with --baseline N.`,
    );
  const { threshold, calibration } = (await loadModel(folder, category, version ?? undefined)).config;
  // Rejected parts are not charted, so the baseline must end below the threshold too.
  const scores = calibration.scores.filter(score => score < threshold);
  return { kind: 'calibration', scores, charted: records, threshold };
}

function hasVersion(folder: string, version: string): Promise<boolean> {
  if (!/^v[1-9]\d*$/.test(version)) return Promise.resolve(false);
  return access(join(folder, version)).then(
    () => true,
    () => false,
  );
}

function fromRecords(records: readonly InspectionRecord[], baseline: number): NormalState {
  const scores = records
    .slice(0, baseline)
    .flatMap(({ score, decision }) => (decision === 'FAIL' || score === null ? [] : [score]));
  const charted = records.slice(baseline);
  if (scores.length < 2 || charted.length === 0)
    throw new InspectError(
      'data_invalid',
      `Of ${countOf(records.length, 'recorded inspection')} the first ${baseline} are to be the normal state; found ${countOf(scores.length, 'score')} of parts that were not rejected among them and ${countOf(charted.length, 'inspection')} after them. At least 2 and 1 are needed; record more or choose another --baseline.`,
    );
  return { kind: 'records', scores, charted, threshold: charted.at(-1)!.threshold };
}
