import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Image } from '../image/image.ts';
import { runtimeVersion } from '../onnx/session.ts';
import type { Detection } from '../patchcore/detect.ts';
import type { ReplayRecord } from '../schemas/replay-record.ts';
import { alignmentFacts } from './model-alignment.ts';
import type { OpenCategory } from './open-category.ts';

/** A picture as it was read. */
export interface ReadPicture {
  readonly path: string;
  readonly sha256: string;
  readonly image: Image;
}

/** The record of an inspection from which it can be repeated. */
export async function replayRecord(
  { model, device }: Pick<OpenCategory, 'model' | 'device'>,
  { path, sha256, image: { width, height } }: ReadPicture,
  { score, decision, alignment }: Pick<Detection, 'score' | 'decision' | 'alignment'>,
): Promise<ReplayRecord> {
  const { config, version, configSha256 } = model;
  return {
    record_version: 1,
    category: config.category,
    inspected_at: new Date().toISOString(),
    picture: { path: resolve(path), sha256, width, height },
    model_version: version,
    config_sha256: configSha256,
    backbone: config.backbone,
    anomaly_score: score,
    threshold: config.threshold,
    review_threshold: config.calibration.review_threshold,
    decision,
    ...(config.region_of_interest && { region_of_interest: config.region_of_interest }),
    ...(alignment && { alignment: alignmentFacts(alignment, { width, height }) }),
    software: await softwareWith(device),
  };
}

/** The versions of everything that a score is computed with. */
export async function softwareWith(device: string): Promise<ReplayRecord['software']> {
  return {
    inspectai: await programVersion(),
    onnxruntime: runtimeVersion(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    device,
  };
}

let known: Promise<string> | undefined;

/** Read once; the benchmarks are built one folder deeper than the program. */
function programVersion(): Promise<string> {
  known ??= versionAt('../../package.json').catch(() => versionAt('../../../package.json'));
  return known;
}

async function versionAt(path: string): Promise<string> {
  const text = await readFile(new URL(path, import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
