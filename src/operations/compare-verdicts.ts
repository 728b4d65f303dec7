import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import type { StoredModel } from '../patchcore/artifact.ts';
import type { Verdict } from '../patchcore/decision.ts';
import { type OpenCategory, openModel, type PictureBytes } from './open-category.ts';
import { overlap } from './overlap.ts';
import type { Run } from './reporter.ts';

/** What one version says of one picture; wire names. */
export interface Judgement {
  /** REFUSED: the version cannot inspect the picture, for the reason given. */
  readonly verdict: Verdict | 'REFUSED';
  readonly anomaly_score: number | null;
  readonly reason: string;
}

/** A picture to be judged, read when its turn comes. */
export interface JudgedPicture {
  readonly name: string;
  read(): Promise<string | PictureBytes>;
}

/**
 * Inspects pictures by several versions of a category, each opened once.
 *
 * @param models the versions, null for one that cannot be used: it has no judgement
 * @returns for every picture the judgement of every version
 */
export async function judgeByVersions(
  config: Config,
  models: readonly (StoredModel | null)[],
  pictures: readonly JudgedPicture[],
  { reporter, signal }: Run,
): Promise<readonly (readonly (Judgement | null)[])[]> {
  const opened: (OpenCategory | null)[] = [];
  try {
    // Weights that were named for a training need not be those of its predecessor; every model has its own kept.
    for (const model of models)
      opened.push(model && (await openModel({ ...config, weights: null }, model, pictures.length, signal)));
    const judgements: (readonly (Judgement | null)[])[] = [];
    const steps = {
      load: (picture: JudgedPicture) => picture.read(),
      async compute(_: JudgedPicture, picture: string | PictureBytes) {
        const ofPicture: (Judgement | null)[] = [];
        for (const category of opened) ofPicture.push(category && (await judge(category, picture)));
        return ofPicture;
      },
      save: async (_: JudgedPicture, ofPicture: readonly (Judgement | null)[]) => ofPicture,
    };
    for await (const { result } of overlap(pictures, steps, signal)) {
      judgements.push(await result);
      reporter.progress('comparing versions', judgements.length, pictures.length);
    }
    return judgements;
  } finally {
    for (const category of opened) await category?.close();
  }
}

async function judge(category: OpenCategory, picture: string | PictureBytes): Promise<Judgement> {
  try {
    const { decision, score, reason } = await category.detect(await category.read(picture));
    return { verdict: decision, anomaly_score: score, reason };
  } catch (cause) {
    if (!(cause instanceof InspectError) || !['data_invalid', 'image_unreadable'].includes(cause.code))
      throw cause;
    return { verdict: 'REFUSED', anomaly_score: null, reason: cause.message };
  }
}
