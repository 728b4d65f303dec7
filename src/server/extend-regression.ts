import type { Context } from '../context.ts';
import { appendAudit } from '../history/audit.ts';
import type { Inspection } from '../schemas/inspection.ts';
import type { RegressionPicture } from '../schemas/regression.ts';
import { withKeptPicture } from './kept-picture.ts';

/** What an inspected part is known to be, and who says so. */
export interface KnownTruth {
  readonly label: RegressionPicture['label'];
  readonly reason: string;
  /** A picture file of where the defect is. */
  readonly mask: Uint8Array | null;
  readonly actor: string;
}

/**
 * Puts the kept picture of an inspection into the regression set of its category.
 *
 * @throws InspectError as `addToRegressionSet`; RequestError `not_found` when the picture is not kept.
 */
export async function extendRegression(
  context: Pick<Context, 'config' | 'models' | 'history' | 'uploads' | 'blobs'>,
  inspection: Inspection,
  { label, reason, mask, actor }: KnownTruth,
) {
  const { config, models, history } = context;
  const { category } = inspection;
  const work = (files: { readonly picture: string; readonly mask: string | null }) => {
    const isGood = label === 'good';
    const request = {
      category,
      good: isGood ? [files.picture] : [],
      defects: isGood ? [] : [files.picture],
      masks: files.mask === null ? [] : [files.mask],
      reason,
    };
    return models.run('extendRegressionSet', { config, request });
  };
  const addition = await withKeptPicture(context, inspection, work, mask);
  const added = addition.added[0];
  if (added) {
    const after = { inspection_id: inspection.id, sha256: added.sha256, label };
    const subject = `category/${category}`;
    await appendAudit(history, { actor, action: 'regression.add', subject, after, reason });
  }
  return {
    category,
    model_version: addition.version,
    known: added === undefined,
    judgement: added?.judgement ?? null,
    pictures: addition.pictures,
  };
}
