import Type from '#bundled/typebox';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import { sha256 } from '../files.ts';
import { readPictureFile } from '../image/codec.ts';
import { loadModel } from '../patchcore/artifact.ts';
import type { Verdict } from '../patchcore/decision.ts';
import { checkVersion } from '../patchcore/versions.ts';
import { ReplayRecord } from '../schemas/replay-record.ts';
import { parseDocument, textOf } from './json-document.ts';
import { openModel } from './open-category.ts';
import { categoryModelFolder } from './places.ts';
import { softwareWith } from './replay-record.ts';
import type { Run } from './reporter.ts';

export interface ReplayRequest {
  /** A file with a record, or with what `inference --json` printed. */
  readonly record: string;
  /** Where the picture is now; where the record says when left out. */
  readonly image?: string | undefined;
}

/** Something that is not as it was when the record was written; wire names. */
export interface ReplayDifference {
  readonly what: string;
  readonly recorded: string;
  readonly found: string;
}

/** A record beside the inspection that repeats it; wire names. */
export interface Replay {
  readonly category: string;
  readonly picture: string;
  readonly model_version: string;
  readonly recorded: { readonly decision: Verdict; readonly anomaly_score: number };
  /** Null when picture or model are not those of the record: nothing was inspected. */
  readonly replayed: { readonly decision: Verdict; readonly anomaly_score: number } | null;
  /** The same verdict, and a score within 1e-6. */
  readonly same: boolean;
  readonly differences: readonly ReplayDifference[];
}

/** Scores are equal when they differ by no more than this. */
const TOLERANCE = 1e-6;
const Records = Type.Object({ images: Type.Array(Type.Object({ record: ReplayRecord }), { minItems: 1 }) });

/**
 * Inspects the pictures of recorded inspections again, each by exactly the version that inspected it, and compares.
 *
 * @throws InspectError `data_invalid` for what is no record, `data_not_found` for a picture that is gone,
 * `model_not_found`, `model_damaged`, `backbone_missing`.
 */
export async function replay(config: Config, request: ReplayRequest, run: Run): Promise<readonly Replay[]> {
  const records = await readRecords(request.record);
  if (request.image !== undefined && records.length > 1)
    throw new InspectError(
      'invalid_argument',
      `${request.record} holds ${records.length} records; --image goes with a file of one. Leave it out, or name the picture's own record.`,
    );
  const replays: Replay[] = [];
  for (const record of records) {
    replays.push(await replayOne(config, record, request.image ?? record.picture.path, run));
    run.reporter.progress('replaying', replays.length, records.length);
  }
  return replays;
}

/**
 * Inspects one picture again, by exactly the version of its record, and compares.
 *
 * @param path where the picture is now
 * @throws InspectError as `replay`.
 */
export async function replayOne(
  config: Config,
  record: ReplayRecord,
  path: string,
  { signal }: Run,
): Promise<Replay> {
  const { category, model_version: version } = record;
  checkCategoryName(category);
  const bytes = await readPictureFile(path);
  const folder = categoryModelFolder(config, category);
  await checkVersion(folder, category, version);
  const model = await loadModel(folder, category, version);
  const of = {
    category,
    picture: path,
    model_version: version,
    recorded: { decision: record.decision, anomaly_score: record.anomaly_score },
  };
  const inputs = different([
    ['SHA-256 of the picture', record.picture.sha256, sha256(bytes)],
    [`SHA-256 of config.json of ${version}`, record.config_sha256, model.configSha256],
    [`SHA-256 of ${record.backbone.name}`, record.backbone.sha256, model.config.backbone.sha256],
  ]);
  if (inputs.length > 0) return { ...of, replayed: null, same: false, differences: inputs };
  const opened = await openModel({ ...config, weights: null }, model, 1, signal);
  try {
    const { decision, score } = await opened.detect(await opened.read({ name: path, bytes }));
    const same = decision === record.decision && Math.abs(score - record.anomaly_score) <= TOLERANCE;
    const software = await softwareWith(opened.device);
    const outcome = same
      ? []
      : different([
          ['verdict', record.decision, decision],
          ['anomaly score', String(record.anomaly_score), String(score)],
        ]);
    const differences = [...outcome, ...softwareDifferences(record.software, software)];
    return { ...of, replayed: { decision, anomaly_score: score }, same, differences };
  } finally {
    await opened.close();
  }
}

async function readRecords(path: string): Promise<readonly ReplayRecord[]> {
  const text = await textOf(path);
  if (text === null)
    throw new InspectError(
      'data_not_found',
      `There is no record ${path}. Name the _result.json of a picture.`,
    );
  const single = parseDocument(ReplayRecord, text);
  if (single.fault === null) return [single.document];
  const several = parseDocument(Records, text);
  if (several.fault === null) return several.document.images.map(({ record }) => record);
  throw new InspectError(
    'data_invalid',
    `${path} is not the record of an inspection: ${single.fault}. Name the _result.json of a picture, or what "inference --json" printed.`,
  );
}

function softwareDifferences(
  recorded: ReplayRecord['software'],
  found: ReplayRecord['software'],
): readonly ReplayDifference[] {
  return different([
    ['InspectAI', recorded.inspectai, found.inspectai],
    ['ONNX Runtime', recorded.onnxruntime, found.onnxruntime],
    ['Node.js', recorded.node, found.node],
    ['platform', recorded.platform, found.platform],
    ['device', recorded.device, found.device],
  ]);
}

function different(
  facts: readonly (readonly [what: string, recorded: string, found: string])[],
): readonly ReplayDifference[] {
  return facts
    .filter(([, recorded, found]) => recorded !== found)
    .map(([what, recorded, found]) => ({ what, recorded, found }));
}
