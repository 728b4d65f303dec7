import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { loadModel, type StoredModel } from '../patchcore/artifact.ts';
import type { RegressionPicture } from '../schemas/regression.ts';
import { type Judgement, judgeByVersions } from './compare-verdicts.ts';
import { readRegressionPicture, readRegressionSet } from './regression-set.ts';
import type { Run } from './reporter.ts';

/** What the old and the new version say of one picture of the regression set; wire names. */
export interface RegressionRow {
  readonly name: string;
  readonly sha256: string;
  readonly label: RegressionPicture['label'];
  /** Null where there is no version in use, or it cannot be loaded. */
  readonly before: Judgement | null;
  readonly after: Judgement;
  /** `still_wrong`: wrong by both versions, which speaks against neither. */
  readonly outcome: 'right' | 'better' | 'worse' | 'still_wrong';
}

/** The regression set by the old and the new version; wire names. */
export interface RegressionCheck {
  readonly before: string | null;
  readonly after: string;
  readonly pictures: readonly RegressionRow[];
  /** Pictures that speak against the new version. */
  readonly worse: number;
}

/**
 * Inspects every picture of a category's regression set by the version in use and by the one that is to follow. A known
 * defect that would now pass, or a golden part that would now fail, is worse; so is a picture that can no longer be
 * inspected.
 *
 * @throws InspectError `data_invalid` when a picture of the set is damaged.
 */
export async function checkRegression(
  config: Config,
  folder: string,
  { before, after }: { readonly before: string | null; readonly after: StoredModel },
  run: Run,
): Promise<RegressionCheck> {
  const set = await readRegressionSet(folder);
  const versions = { before, after: after.version };
  if (set.length === 0) return { ...versions, pictures: [], worse: 0 };
  const old = before === null ? null : await loadOld(folder, after.config.category, before, run);
  const pictures = set.map(picture => ({
    name: picture.name,
    read: async () => ({ name: picture.name, bytes: await readRegressionPicture(folder, picture) }),
  }));
  const judgements = await judgeByVersions(config, [old, after], pictures, run);
  const rows = set.map((picture, index) => rowOf(picture, judgements[index]![0]!, judgements[index]![1]!));
  return { ...versions, pictures: rows, worse: rows.filter(({ outcome }) => outcome === 'worse').length };
}

/** A version in use that cannot be loaded must not keep a sound one from taking its place. */
async function loadOld(folder: string, category: string, version: string, { reporter }: Run) {
  try {
    return await loadModel(folder, category, version);
  } catch (cause) {
    if (!(cause instanceof InspectError)) throw cause;
    reporter.note(`The version in use cannot be compared with: ${cause.message}`);
    return null;
  }
}

function rowOf(
  { name, sha256, label }: RegressionPicture,
  before: Judgement | null,
  after: Judgement,
): RegressionRow {
  return { name, sha256, label, before, after, outcome: outcomeOf(label, before, after) };
}

function outcomeOf(
  label: RegressionPicture['label'],
  before: Judgement | null,
  after: Judgement,
): RegressionRow['outcome'] {
  const wasRight = before !== null && isRight(label, before);
  if (isRight(label, after)) return before === null || wasRight ? 'right' : 'better';
  return before === null || wasRight ? 'worse' : 'still_wrong';
}

/** A defect is caught unless it passes, a golden part is accepted unless it fails: a person looks at REVIEW. */
function isRight(label: RegressionPicture['label'], { verdict }: Judgement): boolean {
  if (verdict === 'REFUSED') return false;
  return label === 'defect' ? verdict !== 'PASS' : verdict !== 'FAIL';
}
