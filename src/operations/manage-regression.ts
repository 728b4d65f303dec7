import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import { decodeImage, encodeMaskPng, readMask, readPictureFile } from '../image/codec.ts';
import { loadModel } from '../patchcore/artifact.ts';
import type { RegressionPicture } from '../schemas/regression.ts';
import { withCategoryLock } from './category-lock.ts';
import { type Judgement, judgeByVersions } from './compare-verdicts.ts';
import { categoryModelFolder } from './places.ts';
import {
  extendRegressionSet,
  type RegressionFiles,
  readRegressionSet,
  regressionEntry,
  shrinkRegressionSet,
} from './regression-set.ts';
import type { Run } from './reporter.ts';

/** Pictures to add, by path. */
export interface RegressionRequest {
  readonly category: string;
  readonly good: readonly string[];
  readonly defects: readonly string[];
  /** Masks of the defects, in their order; none, or one for each. */
  readonly masks: readonly string[];
  readonly reason: string;
}

/** A picture that joined the set, with what the version in use says of it; wire names. */
export interface AddedPicture extends RegressionPicture {
  readonly path: string;
  readonly judgement: Judgement;
}

export interface RegressionAddition {
  readonly category: string;
  readonly version: string;
  readonly added: readonly AddedPicture[];
  /** Pictures that were in the set with the same label. */
  readonly known: readonly string[];
  readonly pictures: number;
}

/**
 * Adds golden good parts and known defects to a category's regression set. All pictures and masks are read first: when
 * one is wrong, nothing is added.
 *
 * @throws InspectError `image_unreadable`, `data_invalid` for a mask of another size or a picture that the version in use
 * cannot inspect, `invalid_argument`, `model_not_found`.
 */
export async function addToRegressionSet(
  config: Config,
  request: RegressionRequest,
  run: Run,
): Promise<RegressionAddition> {
  const { category } = request;
  checkCategoryName(category);
  checkRequest(request);
  const folder = categoryModelFolder(config, category);
  const model = await loadModel(folder, category);
  const labelled = [
    ...request.good.map(path => ({ path, label: 'good' as const, mask: null })),
    ...request.defects.map((path, index) => ({
      path,
      label: 'defect' as const,
      mask: request.masks[index] ?? null,
    })),
  ];
  const read = await Promise.all(labelled.map(picture => readOne(picture, request.reason)));
  return withCategoryLock(folder, category, async lock => {
    const set = await readRegressionSet(folder);
    const fresh = read.filter(({ entry }, index) => isNew(entry, read.slice(0, index), set));
    const judgements = await judgeByVersions(
      config,
      [model],
      fresh.map(({ path, files }) => ({
        name: path,
        read: async () => ({ name: path, bytes: files.picture }),
      })),
      run,
    );
    const added = fresh.map(({ path, entry }, index) => ({
      ...entry,
      path,
      judgement: judgements[index]![0]!,
    }));
    const refused = added.find(({ judgement }) => judgement.verdict === 'REFUSED');
    if (refused) throw new InspectError('data_invalid', refused.judgement.reason);
    await lock.confirm();
    if (fresh.length > 0) await extendRegressionSet(folder, fresh);
    const known = read.filter(picture => !fresh.includes(picture)).map(({ path }) => path);
    return { category, version: model.version, added, known, pictures: set.length + fresh.length };
  });
}

/** The regression set of a category. */
export async function listRegressionSet(
  config: Pick<Config, 'modelsRoot'>,
  category: string,
): Promise<readonly RegressionPicture[]> {
  checkCategoryName(category);
  return readRegressionSet(categoryModelFolder(config, category));
}

/**
 * Takes pictures out of a category's regression set, by name or by the beginning of their SHA-256.
 *
 * @throws InspectError `data_not_found` for what is not in the set, `invalid_argument` for what means several pictures.
 */
export async function removeFromRegressionSet(
  config: Pick<Config, 'modelsRoot'>,
  category: string,
  named: readonly string[],
): Promise<readonly RegressionPicture[]> {
  checkCategoryName(category);
  const folder = categoryModelFolder(config, category);
  return withCategoryLock(folder, category, async () => {
    const set = await readRegressionSet(folder);
    const removed = new Set(named.map(name => findPicture(set, name, category)));
    await shrinkRegressionSet(folder, [...removed]);
    return [...removed];
  });
}

const SHORTEST_HASH = 6;

function findPicture(set: readonly RegressionPicture[], name: string, category: string): RegressionPicture {
  const found = set.filter(
    picture =>
      picture.name === name ||
      (name.length >= SHORTEST_HASH && picture.sha256.startsWith(name.toLowerCase())),
  );
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new InspectError(
      'data_not_found',
      `The regression set of "${category}" has no picture "${name}" among its ${set.length}. "inspectai regression list --category ${category}" shows names and hashes.`,
    );
  throw new InspectError(
    'invalid_argument',
    `"${name}" means ${found.length} pictures of the regression set: ${found.map(({ sha256: hash }) => hash.slice(0, 12)).join(', ')}. Name one by the beginning of its SHA-256.`,
  );
}

function checkRequest({ good, defects, masks }: RegressionRequest): void {
  if (good.length + defects.length === 0)
    throw new InspectError(
      'invalid_argument',
      'Name pictures to add: good parts with --good FILE…, defective ones with --defect FILE….',
    );
  if (masks.length > 0 && masks.length !== defects.length)
    throw new InspectError(
      'invalid_argument',
      `Found ${masks.length} masks for ${defects.length} defective pictures; give one --mask for each, in their order, or none.`,
    );
}

interface ReadPicture {
  readonly path: string;
  readonly entry: RegressionPicture;
  readonly files: RegressionFiles;
}

async function readOne(
  { path, label, mask }: { path: string; label: RegressionPicture['label']; mask: string | null },
  reason: string,
): Promise<ReadPicture> {
  const bytes = await readPictureFile(path);
  const { width, height } = await decodeImage(bytes, path);
  const files = {
    picture: bytes,
    mask: mask === null ? null : await maskBytes(mask, { path, width, height }),
  };
  return { path, files, entry: regressionEntry(path, files, { label, reason, width, height }) };
}

/** The mask as PNG, whatever format it came in. */
async function maskBytes(
  path: string,
  picture: { readonly path: string; readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  const mask = await readMask(path);
  if (mask.width === picture.width && mask.height === picture.height) return encodeMaskPng(mask);
  throw new InspectError(
    'data_invalid',
    `The mask ${path} has ${mask.width} x ${mask.height} pixels and its picture ${picture.path} has ${picture.width} x ${picture.height}; they must be equal.`,
  );
}

/** @throws InspectError `invalid_argument` when the same bytes have the other label. */
function isNew(
  entry: RegressionPicture,
  before: readonly ReadPicture[],
  set: readonly RegressionPicture[],
): boolean {
  const same = [...set, ...before.map(other => other.entry)].find(
    ({ sha256: hash }) => hash === entry.sha256,
  );
  if (same && same.label !== entry.label)
    throw new InspectError(
      'invalid_argument',
      `${entry.name} is ${entry.label} here and ${same.label} as ${same.name} in the regression set, and the bytes are the same. Remove the one that is wrong.`,
    );
  return same === undefined;
}
