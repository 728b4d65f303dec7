import type { EvaluationReport, ImageResult } from '../schemas/report.ts';

/** The pictures that decide whether a threshold is right. */
export interface Extremes {
  /** Good parts with the highest scores, highest first: false rejects, then those that come closest. */
  readonly goods: readonly ImageResult[];
  /** Defective parts with the lowest scores, lowest first: escapes, then those that come closest. */
  readonly defects: readonly ImageResult[];
}

const FEWEST = 4;
const MOST = 12;

/** The worst mistakes of a model, at most 12 of each kind; with fewer than 4, the closest calls fill up. */
export function extremes({ images }: EvaluationReport): Extremes {
  const ascending = images.toSorted((a, b) => a.anomaly_score - b.anomaly_score);
  return {
    goods: mostTelling(ascending.filter(image => image.label === 'good').reverse()),
    defects: mostTelling(ascending.filter(image => image.label === 'defect')),
  };
}

/** Whether the decision about a picture was wrong: a false reject or an escape. What a person looks at is neither. */
export function isMistake({ label, decision }: ImageResult): boolean {
  return decision === (label === 'good' ? 'FAIL' : 'PASS');
}

function mostTelling(worstFirst: readonly ImageResult[]): ImageResult[] {
  const mistakes = worstFirst.filter(isMistake).length;
  return worstFirst.slice(0, Math.min(MOST, Math.max(FEWEST, mistakes)));
}
