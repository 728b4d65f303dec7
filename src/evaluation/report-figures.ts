import type { EvaluationReport } from '../schemas/report.ts';
import type { Interval } from '../statistics/intervals.ts';
import { type Html, html } from './html.ts';
import { formatDuration, formatInterval, formatScore, formatShare } from './number-format.ts';

/** A figure with what it means for someone who does not know its name. */
interface Figure {
  readonly name: string;
  readonly value: string;
  /** Shown under the value: an interval or a comparison. */
  readonly detail: string | null;
  readonly meaning: string;
}

/** The section of cards with the report's key figures, and the four counts they come from. */
export function keyFigures(report: EvaluationReport): Html {
  const card = ({ name, value, detail, meaning }: Figure) => html`<article class="card">
<h3>${name}</h3><p class="value">${value}</p>${detail === null ? null : html`<p class="detail">${detail}</p>`}<p class="meaning">${meaning}</p>
</article>`;
  return html`<section><h2>Key figures</h2>
<div class="cards">${[...decisionFigures(report), ...rankingFigures(report), ...pixelFigures(report), speed(report)].map(card)}</div>
${decisionCounts(report)}
</section>`;
}

function decisionFigures(report: EvaluationReport): Figure[] {
  const { max_false_reject_rate: target } = report;
  return [
    {
      name: 'Defects caught',
      value: formatShare(report.recall),
      detail: intervalText(report.recall_interval),
      meaning: 'Recall at the threshold. What is missing to 100 % is sent to REVIEW or escapes.',
    },
    {
      name: 'Defects that escape',
      value: formatShare(report.escape_rate),
      detail: intervalText(report.escape_interval),
      meaning: 'Escape rate: defective parts that pass, seen by nobody.',
    },
    {
      name: 'Good parts rejected',
      value: formatShare(report.false_reject_rate),
      detail: intervalText(report.false_reject_interval),
      meaning: `False-reject rate (over-kill) at the threshold${target === null ? '' : `, which was calibrated for at most ${formatShare(target)}`}.`,
    },
    {
      name: 'Rejects that are defects',
      value: formatShare(report.precision),
      detail: intervalText(report.precision_interval),
      meaning: 'Precision, with the share of defects that this test set has; a line has fewer.',
    },
  ];
}

function rankingFigures(report: EvaluationReport): Figure[] {
  const best = report.image_f1_max_threshold;
  return [
    {
      name: 'Image AUROC',
      value: formatShare(report.image_auroc),
      detail: `average precision ${formatShare(report.image_average_precision)}`,
      meaning: 'How often a defective part scores above a good one. 50 % is guessing, 100 % separates them.',
    },
    {
      name: 'Best F1',
      value: formatShare(report.image_f1_max),
      detail:
        best === null ? null : `at threshold ${formatScore(best)}; in use: ${formatScore(report.threshold)}`,
      meaning: 'Balance of caught defects and true rejects if the threshold were chosen on this test set.',
    },
  ];
}

function pixelFigures(report: EvaluationReport): Figure[] {
  return [
    {
      name: 'Pixel AUROC',
      value: formatShare(report.pixel_auroc),
      detail: `average precision ${formatShare(report.pixel_average_precision)}`,
      meaning: 'How often a defective pixel is hotter than a normal one, over all pictures.',
    },
    {
      name: 'AUPRO',
      value: formatShare(report.aupro_30),
      detail: `up to 5 % false positives: ${formatShare(report.aupro_05)}`,
      meaning:
        'How much of each defect is marked, small ones counting as much as large; up to 30 % false positives.',
    },
  ];
}

function speed({ timings }: EvaluationReport): Figure {
  return {
    name: 'Time a picture',
    value: formatDuration(timings.inspection_ms_median),
    detail: `95 % take at most ${formatDuration(timings.inspection_ms_p95)}`,
    meaning: 'Median time of one inspection on the computer that ran the evaluation.',
  };
}

function intervalText(interval: Interval | null): string | null {
  return interval === null ? null : `95 % interval ${formatInterval(interval)}`;
}

function decisionCounts({ verdicts: { good, defective } }: EvaluationReport): Html {
  return html`<table class="confusion">
<caption>Decisions on the test set</caption>
<thead><tr><th></th><th scope="col">PASS</th><th scope="col">REVIEW</th><th scope="col">FAIL</th></tr></thead>
<tbody>
<tr><th scope="row">good parts</th><td>${good.pass}</td><td>${good.review}</td><td>${good.fail} <small>false rejects</small></td></tr>
<tr><th scope="row">defective parts</th><td>${defective.pass} <small>escapes</small></td><td>${defective.review}</td><td>${defective.fail}</td></tr>
</tbody></table>`;
}
