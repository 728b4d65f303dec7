import type { EvaluationReport } from '../schemas/report.ts';
import { type Curve, precisionRecallCurve, rocCurve } from './curves.ts';
import type { EvaluatedPicture } from './evaluation-input.ts';
import { histogram } from './score-bins.ts';

/** Points that a curve of the report keeps at most. */
const MOST_POINTS = 200;

/** Curves and score distribution of an evaluation, for programs that draw them; curves are null without good parts or defects. */
export function reportCurves(
  pictures: readonly EvaluatedPicture[],
  threshold: number,
): Required<Pick<EvaluationReport, 'curves' | 'score_distribution'>> {
  const scores = pictures.map(({ anomalyScore }) => anomalyScore);
  const labels = pictures.map(({ defectType }) => (defectType === null ? 0 : 1));
  const roc = rocCurve(scores, labels, MOST_POINTS);
  const precisionRecall = precisionRecallCurve(scores, labels, MOST_POINTS);
  return {
    curves: roc &&
      precisionRecall && {
        roc: {
          false_positive_rate: [...roc.x],
          recall: [...roc.y],
          thresholds: thresholdsOf(roc),
        },
        precision_recall: {
          recall: [...precisionRecall.x],
          precision: [...precisionRecall.y],
          thresholds: thresholdsOf(precisionRecall),
        },
      },
    score_distribution: distribution(pictures, threshold),
  };
}

/** JSON knows no infinity. */
function thresholdsOf({ scores }: Curve): (number | null)[] {
  return [...scores].map(score => (Number.isFinite(score) ? score : null));
}

/** Good parts first, then the types of defects by name, over common bins. */
function distribution(pictures: readonly EvaluatedPicture[], threshold: number) {
  const types = [...new Set(pictures.flatMap(({ defectType }) => defectType ?? []))].sort();
  const groups = [null, ...types].map(type => ({
    type,
    scores: pictures.filter(({ defectType }) => defectType === type).map(picture => picture.anomalyScore),
  }));
  const bars = histogram(
    groups.map(({ scores }) => scores),
    threshold,
  );
  return groups.map(({ type }, index) => ({
    defect_type: type,
    bars: bars[index]!.map(([from, to, bottom, top]) => ({ from, to, pictures: top - bottom })).sort(
      (a, b) => a.from - b.from,
    ),
  }));
}
