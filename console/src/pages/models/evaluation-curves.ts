/** A picture of a test set and its score. */
export interface ScoredPicture {
  readonly label: 'good' | 'defect';
  readonly anomaly_score: number;
}

/** A point of a curve, and the threshold that it belongs to: a picture is rejected when it scores above. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly threshold: number;
}

/** Pictures by score in steps of equal width. */
export interface ScoreBins {
  /** Lower edges. */
  readonly edges: readonly number[];
  readonly width: number;
  readonly good: readonly number[];
  readonly defective: readonly number[];
}

const MOST_POINTS = 400;

/** Share of good parts rejected (x) and share of defects caught (y) for every threshold, from (0, 0) to (1, 1). */
export function rocCurve(pictures: readonly ScoredPicture[]): readonly CurvePoint[] {
  const { good, defective, steps } = counted(pictures);
  if (good === 0 || defective === 0) return [];
  const points = steps.map(({ threshold, falseRejects, caught }) => ({
    x: falseRejects / good,
    y: caught / defective,
    threshold,
  }));
  return thinned([{ x: 0, y: 0, threshold: steps[0]!.highest }, ...points]);
}

/** Share of defects caught (x) and share of the rejected that are defective (y), from the highest threshold down. */
export function precisionRecallCurve(pictures: readonly ScoredPicture[]): readonly CurvePoint[] {
  const { defective, steps } = counted(pictures);
  if (defective === 0) return [];
  return thinned(
    steps.map(({ threshold, falseRejects, caught }) => ({
      x: caught / defective,
      y: caught / (caught + falseRejects),
      threshold,
    })),
  );
}

/** How good and defective pictures are spread over the scores. */
export function scoreBins(pictures: readonly ScoredPicture[], bins = 30): ScoreBins {
  const scores = pictures.map(({ anomaly_score: score }) => score);
  const low = Math.min(...scores);
  const width = (Math.max(...scores) - low) / bins || 1;
  const count = (wanted: ScoredPicture['label']) => {
    const counts = Array.from({ length: bins }, () => 0);
    for (const { label, anomaly_score: score } of pictures)
      if (label === wanted) counts[Math.min(bins - 1, Math.floor((score - low) / width))]!++;
    return counts;
  };
  const edges = Array.from({ length: bins }, (_, at) => low + at * width);
  return { edges, width, good: count('good'), defective: count('defect') };
}

/** For every different score, from the highest down: what scores as high or higher. */
function counted(pictures: readonly ScoredPicture[]) {
  const sorted = pictures.toSorted((a, b) => b.anomaly_score - a.anomaly_score);
  const steps: {
    readonly threshold: number;
    readonly highest: number;
    readonly falseRejects: number;
    readonly caught: number;
  }[] = [];
  let [falseRejects, caught] = [0, 0];
  for (const [at, { label, anomaly_score: score }] of sorted.entries()) {
    if (label === 'good') falseRejects++;
    else caught++;
    const next = sorted[at + 1]?.anomaly_score;
    if (next === score) continue;
    // Just what scored so far lies above the next score, which is therefore the threshold of this step.
    steps.push({ threshold: next ?? score, highest: sorted[0]!.anomaly_score, falseRejects, caught });
  }
  const defective = caught;
  return { good: falseRejects, defective, steps };
}

/** Every so many points, the first and the last always. */
function thinned(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, at) => at % every === 0 || at === points.length - 1);
}
