import type { EvaluationReport } from '../schemas/report.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import { countOf, formatDuration, formatInterval, formatScore, formatShare } from './number-format.ts';

const MOST_SKIPPED = 20;

/** A row a defect type; nothing without defects. */
export function defectTypeTable(report: EvaluationReport): Html | null {
  const types = Object.entries(report.per_defect_type);
  if (types.length === 0) return null;
  const row = ([name, type]: (typeof types)[number]) => html`<tr>
<th scope="row"><bdi>${name}</bdi></th><td>${type.detected} of ${type.count}</td><td>${type.in_review}</td>
<td class="${type.detected < type.count ? 'bad' : ''}">${formatShare(type.recall)}</td>
<td>${type.recall_interval === null ? 'n/a' : formatInterval(type.recall_interval)}</td>
<td>${formatShare(type.image_auroc)}</td><td>${formatShare(type.pixel_auroc)}</td>
<td>${formatScore(type.score_min)}</td><td>${formatScore(type.score_median)}</td><td>${formatScore(type.score_max)}</td>
</tr>`;
  return html`<section><h2>Defect types</h2>
<div class="scroll" role="region" aria-label="Defect types" tabindex="0"><table>
<thead><tr><th scope="col">Type</th><th scope="col">Caught</th><th scope="col">REVIEW</th><th scope="col">Share</th><th scope="col">95 % interval</th>
<th scope="col">Image AUROC</th><th scope="col">Pixel AUROC</th>
<th scope="col">Lowest score</th><th scope="col">Median</th><th scope="col">Highest</th></tr></thead>
<tbody>${types.map(row)}</tbody></table></div>
<p class="note">The threshold is ${formatScore(report.threshold)}: a type whose lowest score is near it or below is at risk of escaping.</p>
</section>`;
}

/** The files that could not be evaluated, and why; nothing when there are none. */
export function skippedFiles({ skipped }: EvaluationReport): Html | null {
  if (skipped.length === 0) return null;
  const hidden = skipped.length - MOST_SKIPPED;
  return html`<section><h2>Skipped files</h2>
<table class="left"><thead><tr><th scope="col">File</th><th scope="col">Reason</th></tr></thead>
<tbody>${skipped.slice(0, MOST_SKIPPED).map(({ path, reason }) => html`<tr><td><bdi class="path">${path}</bdi></td><td>${reason}</td></tr>`)}</tbody></table>
${hidden > 0 ? html`<p class="note">${hidden} more are in report.json.</p>` : null}
</section>`;
}

/** What was evaluated with which settings, and how long it took. */
export function factTables(report: EvaluationReport): Html {
  const { timings, max_false_reject_rate: target } = report;
  return html`<section class="facts">
${facts('Settings', [
  ['Category', report.category],
  ['Model version', report.model_version],
  ['Backbone', `${report.backbone} (${report.layers.join(', ')})`],
  ['Backbone computes in', report.backbone_precision],
  ['Picture size', pictureSize(report)],
  ...(report.region_of_interest
    ? [['Region of interest', regionOf(report.region_of_interest)] as const]
    : []),
  ['Threshold', formatScore(report.threshold)],
  ['REVIEW above', formatScore(report.review_threshold)],
  ['Threshold method', report.threshold_method],
  ['Calibrated for', target === null ? 'no target' : `at most ${formatShare(target)} of good parts rejected`],
])}
${facts('Timings', [
  ['Loading the model', formatDuration(timings.load_ms)],
  ['One inspection, median', formatDuration(timings.inspection_ms_median)],
  ['One inspection, 95th percentile', formatDuration(timings.inspection_ms_p95)],
  ['Pictures a second', timings.images_per_second === null ? 'n/a' : timings.images_per_second.toFixed(1)],
  ['Whole evaluation', formatDuration(timings.total_ms)],
])}
</section>`;
}

function pictureSize({ image_size, tiling }: EvaluationReport): string {
  if (!tiling) return `${image_size} pixels`;
  const { picture, side, overlap } = tiling;
  return `${picture.width} x ${picture.height} pixels, in tiles of ${side} that share ${overlap}`;
}

function regionOf({ patches, of, defects_outside: outside }: RegionOfInterest): string {
  const missed = outside === 0 ? '' : `; the labelled defects of ${countOf(outside, 'picture')} lie outside`;
  return `${patches} of ${of} patches (${Math.round((100 * patches) / of)} %)${missed}`;
}

type RegionOfInterest = NonNullable<EvaluationReport['region_of_interest']>;

function facts(title: string, rows: readonly (readonly [name: string, value: HtmlValue])[]): Html {
  return html`<div><h2>${title}</h2><table class="left"><tbody>${rows.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`,
  )}</tbody></table></div>`;
}
