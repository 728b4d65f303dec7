import type { EvaluationReport, VerdictCounts } from '../schemas/report.ts';
import { countOf, formatInterval, formatShare } from './number-format.ts';

/** Defects that a test needs for rates that mean something; the interval of 30 of 30 begins at 88.4 %. */
const ENOUGH_DEFECTS = 30;
const ENOUGH_OF_A_TYPE = 10;

/** The result in one sentence: what was caught and what was rejected for nothing, with its 95 % interval. */
export function headline(report: EvaluationReport): string {
  const { goods, defects } = sampleSizes(report);
  const { true_positives: caught, false_positives: rejected } = report.confusion;
  const { good, defective } = report.verdicts;
  if (goods + defects === 0) return 'No pictures were evaluated.';
  const were = (count: number) => (count === 1 ? 'was' : 'were');
  const defectsPart =
    defects === 0
      ? 'No defective parts were tested'
      : `Of ${countOf(defects, 'defective part')} ${caught} ${were(caught)} caught${review(defective)}`;
  const goodsPart =
    goods === 0 || !report.false_reject_interval
      ? 'no good parts were tested'
      : `of ${countOf(goods, 'good part')} ${rejected} ${were(rejected)} rejected (95 % interval ${formatInterval(report.false_reject_interval)})${review(good)}`;
  return `${defectsPart}; ${goodsPart}.`;
}

function review({ review: count }: VerdictCounts): string {
  return count === 0 ? '' : ` and ${count} sent to REVIEW`;
}

/** What a reader must know before relying on the figures: too few pictures, missing masks, a missed target. */
export function cautions(report: EvaluationReport): string[] {
  return [goodParts(report), defectiveParts(report), rareTypes(report), masks(report)].filter(
    caution => caution !== null,
  );
}

/** The pictures of the test set by what they show. */
function sampleSizes({ confusion }: EvaluationReport): { goods: number; defects: number } {
  return {
    goods: confusion.true_negatives + confusion.false_positives,
    defects: confusion.true_positives + confusion.false_negatives,
  };
}

function goodParts(report: EvaluationReport): string | null {
  const { max_false_reject_rate: target, false_reject_interval: interval } = report;
  const { goods } = sampleSizes(report);
  if (goods === 0 || !interval) {
    return 'There are no good parts in the test set: how many of them would be rejected is unknown. Add pictures of good parts that were not used for training.';
  }
  if (target === null || target <= 0 || target >= 1) {
    return interval[1] > 0.05
      ? `With ${countOf(goods, 'good part')} the true false-reject rate could still be as high as ${formatShare(interval[1])}.`
      : null;
  }
  if (interval[0] > target) {
    return `More good parts are rejected than the ${formatShare(target)} that the threshold was calibrated for. The test pictures differ from the training pictures (light, position, focus or batch), or the training pictures are too few.`;
  }
  if (interval[1] <= target) return null;
  // Without a single reject among n good parts, the interval ends at 1 - 0.025^(1/n).
  const needed = Math.ceil(Math.log(0.025) / Math.log1p(-target));
  return `With ${countOf(goods, 'good part')} the true false-reject rate could still be as high as ${formatShare(interval[1])}. To show that it is below the ${formatShare(target)} it was calibrated for, at least ${needed} good parts are needed.`;
}

function defectiveParts(report: EvaluationReport): string | null {
  const { defects } = sampleSizes(report);
  if (defects === 0 || !report.recall_interval) {
    return 'There are no defective parts in the test set: whether defects are caught is unknown.';
  }
  if (defects >= ENOUGH_DEFECTS) return null;
  return `There ${defects === 1 ? 'is' : 'are'} only ${countOf(defects, 'defective part')}: the true share of defects caught could be as low as ${formatShare(report.recall_interval[0])}.`;
}

function rareTypes(report: EvaluationReport): string | null {
  const rare = Object.entries(report.per_defect_type).filter(([, type]) => type.count < ENOUGH_OF_A_TYPE);
  if (rare.length === 0) return null;
  const named = rare.slice(0, 8).map(([name, { count }]) => `${name} (${count})`);
  const more = rare.length > named.length ? ` and ${rare.length - named.length} more` : '';
  return `There are fewer than ${ENOUGH_OF_A_TYPE} pictures of ${named.join(', ')}${more}: figures for these types are rough.`;
}

function masks(report: EvaluationReport): string | null {
  const { defects } = sampleSizes(report);
  if (defects === 0 || report.masked_defects === defects) return null;
  return report.masked_defects === 0
    ? 'No defective picture has a mask: how well defects are located was not measured.'
    : `${defects - report.masked_defects} of ${countOf(defects, 'defective picture')} have no mask: the pixel metrics leave them out.`;
}
