import { standings } from '../audit/suspicion.ts';
import type { Config } from '../config.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import { loadModel } from '../patchcore/artifact.ts';
import { type AuditReport, auditWarnings, sizesOf } from './audit-report.ts';
import type { AuditRequest } from './audit-training.ts';
import { categoryModelFolder } from './places.ts';

/** Ranks the training pictures of a trained model by the held-out scores that it recorded; no picture is read. */
export async function auditModel(
  config: Config,
  { category, top }: Pick<AuditRequest, 'category' | 'top'>,
): Promise<AuditReport> {
  checkCategoryName(category);
  const {
    trainingImages,
    version,
    config: model,
  } = await loadModel(categoryModelFolder(config, category), category);
  const standing = standings(trainingImages.map(image => image.held_out_score));
  const facts = {
    pictures: trainingImages.length,
    sizes: sizesOf(trainingImages),
    copies: trainingImages.flatMap(({ name, copies }) => (copies ?? []).map(path => ({ path, of: name }))),
    unreadable: [],
    near_duplicates: [],
  };
  const ranking = trainingImages
    .map(({ name, held_out_score: score }, at) => ({
      picture: name,
      score,
      times_usual: standing[at]!.timesUsual,
      deviations: standing[at]!.deviations,
      suspicious: standing[at]!.suspicious,
      where: null,
      nearest_normal: null,
    }))
    .sort((a, b) => b.score - a.score);
  return {
    category,
    source: 'model',
    model_version: version,
    backbone: model.backbone.name,
    ...facts,
    suspicious: standing.filter(({ suspicious }) => suspicious).length,
    warnings: auditWarnings(facts),
    ranking: ranking.slice(0, top),
    learning_curve: null,
    sheet: null,
  };
}
