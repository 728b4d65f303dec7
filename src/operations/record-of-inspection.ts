import Value from '#bundled/typebox/value';
import { InspectError } from '../errors.ts';
import type { Inspection } from '../schemas/inspection.ts';
import { ReplayRecord } from '../schemas/replay-record.ts';

/**
 * What it takes to repeat a recorded inspection.
 *
 * @throws InspectError `data_invalid` for one that was recorded without the versions of the software.
 */
export function recordOf(inspection: Inspection): ReplayRecord {
  const { picture, region_of_interest: region, alignment } = inspection;
  const record = {
    record_version: 1,
    category: inspection.category,
    inspected_at: inspection.created_at,
    picture: {
      path: picture.name,
      sha256: picture.sha256,
      width: picture.width,
      height: picture.height,
    },
    model_version: inspection.model_version,
    config_sha256: inspection.config_sha256,
    backbone: inspection.backbone,
    anomaly_score: inspection.anomaly_score,
    threshold: inspection.threshold,
    review_threshold: inspection.review_threshold,
    decision: inspection.decision,
    ...(region && { region_of_interest: region }),
    ...(alignment && { alignment }),
    software: inspection.software,
  };
  if (Value.Check(ReplayRecord, record)) return record;
  throw new InspectError(
    'data_invalid',
    `The inspection ${inspection.id} was recorded without all that repeating it takes (${Value.Errors(ReplayRecord, record)[0]?.instancePath ?? ''}).`,
  );
}
