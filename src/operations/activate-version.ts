import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import { type ErrorCode, InspectError } from '../errors.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import { loadModel } from '../patchcore/artifact.ts';
import {
  activateVersion,
  checkVersion,
  currentVersion,
  listVersions,
  removeVersion,
} from '../patchcore/versions.ts';
import type { Activation } from '../schemas/activation.ts';
import { appendToJournal, readJournal, versionBefore } from './activation-journal.ts';
import { withCategoryLock } from './category-lock.ts';
import { categoryModelFolder } from './places.ts';
import { checkRegression, type RegressionCheck } from './regression-check.ts';
import type { Run } from './reporter.ts';
import { verifyVersion } from './verify-models.ts';

/** Why a version is put to use, and whether against the regression check. */
export interface ActivationGrounds {
  readonly action: Activation['action'];
  /** For the journal; needed to force. */
  readonly reason?: string | undefined;
  /** Activate even if the regression check speaks against it. */
  readonly force?: boolean | undefined;
  /** False to check a new version only and leave it out of use. */
  readonly activate?: boolean | undefined;
}

/** Whether a version is now in use, and on which grounds; wire names. */
export interface ActivationResult {
  readonly category: string;
  readonly version: string;
  /** The version in use before. */
  readonly from: string | null;
  /** False when the regression check spoke against it and it was not forced, or nobody asked for it: `from` stays in use. */
  readonly activated: boolean;
  readonly forced: boolean;
  /** The id of the line in the journal; null where nothing was put to use. */
  readonly activation: string | null;
  readonly regression: RegressionCheck;
}

const LEAVES_NOTHING: ReadonlySet<ErrorCode> = new Set(['storage_full', 'storage_denied', 'cancelled']);

/**
 * Puts a version to use when the regression check does not speak against it, and records that in the journal. Needs the
 * category's lock.
 *
 * @throws InspectError `model_damaged` and others of `loadModel`; the version in use stays.
 */
async function activateChecked(
  config: Config,
  category: string,
  version: string,
  { action, reason, force = false, activate: isWanted = true }: ActivationGrounds,
  run: Run,
): Promise<ActivationResult> {
  if (force && !reason?.trim()) throw needsReason();
  const folder = categoryModelFolder(config, category);
  const from = await currentVersion(folder);
  const model = await loadModel(folder, category, version);
  const regression = await checkRegression(config, folder, { before: from, after: model }, run);
  const worse = regression.pictures.filter(({ outcome }) => outcome === 'worse');
  const result = { category, version, from, forced: force && worse.length > 0, regression };
  if (!isWanted || (worse.length > 0 && !force)) return { ...result, activated: false, activation: null };
  if (regression.pictures.length === 0)
    run.reporter.note(
      `The regression set of "${category}" is empty, so ${version} becomes current unchecked. Add known defects and golden parts with "inspectai regression add".`,
    );
  const activation = randomUUID();
  await appendToJournal(folder, {
    id: activation,
    time: new Date().toISOString(),
    action,
    from,
    to: version,
    forced: result.forced,
    reason: reason ?? null,
    checked_pictures: regression.pictures.length,
    worse: worse.map(({ name }) => name),
  });
  await activateVersion(folder, version);
  return { ...result, activated: true, activation };
}

/**
 * As `activateChecked`, for a version that was just written: where storage fails or the user stops it, nothing of the
 * version is left. Needs the category's lock.
 */
export async function activateNew(
  config: Config,
  category: string,
  version: string,
  grounds: ActivationGrounds,
  run: Run,
): Promise<ActivationResult> {
  try {
    return await activateChecked(config, category, version, grounds, run);
  } catch (cause) {
    if (cause instanceof InspectError && LEAVES_NOTHING.has(cause.code))
      await removeVersion(categoryModelFolder(config, category), version);
    throw cause;
  }
}

/**
 * Puts a version that a user named to use.
 *
 * @throws InspectError `model_not_found`, `invalid_argument` when it is in use already, `model_damaged`.
 */
export async function activate(
  config: Config,
  {
    category,
    version,
    ...grounds
  }: { category: string; version: string } & Omit<ActivationGrounds, 'action' | 'activate'>,
  run: Run,
): Promise<ActivationResult> {
  checkCategoryName(category);
  const folder = categoryModelFolder(config, category);
  await checkVersion(folder, category, version);
  return withCategoryLock(folder, category, async () => {
    if ((await currentVersion(folder)) === version)
      throw new InspectError('invalid_argument', `${version} of "${category}" is in use already.`);
    await refuseDamaged(config, category, version);
    return activateChecked(config, category, version, { ...grounds, action: 'activate' }, run);
  });
}

/**
 * Puts the version back to use that was in use before the current one.
 *
 * @throws InspectError `model_not_found` when the journal knows of none, or it has been removed; `model_damaged`.
 */
export async function rollback(
  config: Config,
  { category, ...grounds }: { category: string } & Omit<ActivationGrounds, 'action' | 'activate'>,
  run: Run,
): Promise<ActivationResult> {
  checkCategoryName(category);
  const folder = categoryModelFolder(config, category);
  const known = await listVersions(folder);
  const current = await currentVersion(folder);
  if (current === null)
    throw new InspectError('model_not_found', `There is no model of "${category}" in ${folder}.`);
  return withCategoryLock(folder, category, async () => {
    const version = versionBefore(await readJournal(folder), current);
    if (version === null)
      throw new InspectError(
        'model_not_found',
        `The journal of "${category}" knows no version that was in use before ${current}. There ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}: put one to use with "inspectai models activate VERSION --category ${category}".`,
      );
    await checkVersion(folder, category, version);
    await refuseDamaged(config, category, version);
    return activateChecked(config, category, version, { ...grounds, action: 'rollback' }, run);
  });
}

async function refuseDamaged(config: Config, category: string, version: string): Promise<void> {
  const { problems } = await verifyVersion(config, category, version);
  if (problems.length === 0) return;
  throw new InspectError(
    'model_damaged',
    `${version} of "${category}" is damaged and stays out of use: ${problems.join('; ')}. Restore the files or choose another version.`,
  );
}

function needsReason(): InspectError {
  return new InspectError(
    'invalid_argument',
    'To force an activation against the regression check, say why with --reason "…"; it goes into the journal.',
  );
}
