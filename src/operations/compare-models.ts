import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { checkCategoryName, testPictures } from '../evaluation/dataset.ts';
import { loadModel, type StoredModel } from '../patchcore/artifact.ts';
import { checkVersion } from '../patchcore/versions.ts';
import type { ModelConfig } from '../schemas/model.ts';
import { type JudgedPicture, type Judgement, judgeByVersions } from './compare-verdicts.ts';
import { categoryModelFolder } from './places.ts';
import { readRegressionPicture, readRegressionSet } from './regression-set.ts';
import type { Run } from './reporter.ts';

/** A setting in which two versions differ; a value is null where a version does not have it. */
export interface SettingChange {
  readonly setting: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A picture with what both versions say of it; wire names. */
export interface JudgedTwice {
  readonly name: string;
  /** From the regression set or the test pictures. */
  readonly source: 'regression' | 'test';
  readonly label: 'good' | 'defect';
  readonly before: Judgement;
  readonly after: Judgement;
}

/** Two versions side by side; wire names. */
export interface ModelComparison {
  readonly category: string;
  readonly before: string;
  readonly after: string;
  readonly settings: readonly SettingChange[];
  /** Pictures that both versions inspected. */
  readonly compared: number;
  /** Those on which the verdicts differ. */
  readonly changes: readonly JudgedTwice[];
}

/** Long lists that say nothing to a reader, and what follows from the rest. */
const LEFT_OUT =
  /^(files|activation_ranges|calibration\.(scores|map_maxima)|training_set\.fingerprint)(\.|$)/;

/**
 * Compares two versions of a category: settings and thresholds, and the verdicts on the regression set and on the
 * category's test pictures where there are any.
 *
 * @throws InspectError `model_not_found`, `model_damaged`, `invalid_argument`.
 */
export async function compareModels(
  config: Config,
  { category, before, after }: { readonly category: string; readonly before: string; readonly after: string },
  run: Run,
): Promise<ModelComparison> {
  checkCategoryName(category);
  const folder = categoryModelFolder(config, category);
  for (const version of [before, after]) await checkVersion(folder, category, version);
  const models = [
    await loadModel(folder, category, before),
    await loadModel(folder, category, after),
  ] as const;
  const pictures = [
    ...(await regressionPictures(folder)),
    ...(await picturesOfTestSet(config.dataRoot, category)),
  ];
  const judgements = pictures.length === 0 ? [] : await judgeByVersions(config, models, pictures, run);
  const judged = pictures.map(({ name, source, label }, index) => {
    const [ofBefore, ofAfter] = judgements[index]!;
    return { name, source, label, before: ofBefore!, after: ofAfter! };
  });
  return {
    category,
    before,
    after,
    settings: settingChanges(models[0], models[1]),
    compared: judged.length,
    changes: judged.filter(picture => picture.before.verdict !== picture.after.verdict),
  };
}

interface LabelledPicture extends JudgedPicture {
  readonly source: JudgedTwice['source'];
  readonly label: JudgedTwice['label'];
}

async function regressionPictures(folder: string): Promise<readonly LabelledPicture[]> {
  return (await readRegressionSet(folder)).map(picture => ({
    name: picture.name,
    source: 'regression',
    label: picture.label,
    read: async () => ({ name: picture.name, bytes: await readRegressionPicture(folder, picture) }),
  }));
}

async function picturesOfTestSet(dataRoot: string, category: string): Promise<readonly LabelledPicture[]> {
  const tests = await testPictures(dataRoot, category).catch(cause => {
    if (cause instanceof InspectError) return []; // a category need not have test pictures
    throw cause;
  });
  return tests.map(({ name, path, defectType }) => ({
    name,
    source: 'test',
    label: defectType === null ? 'good' : 'defect',
    read: async () => path,
  }));
}

function settingChanges(before: StoredModel, after: StoredModel): readonly SettingChange[] {
  const [old, fresh] = [flattened(before.config), flattened(after.config)];
  const names = [...new Set([...old.keys(), ...fresh.keys()])].filter(name => !LEFT_OUT.test(name));
  return names
    .map(setting => ({ setting, before: old.get(setting) ?? null, after: fresh.get(setting) ?? null }))
    .filter(change => change.before !== change.after);
}

/** Every value by its path, such as `calibration.n`; lists as one text. */
function flattened(config: ModelConfig): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  const visit = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) values.set(path, value);
    else if (Array.isArray(value)) values.set(path, value.join(', '));
    else for (const [key, inner] of Object.entries(value)) visit(inner, path === '' ? key : `${path}.${key}`);
  };
  visit(config, '');
  return values;
}
