import type { Inspection } from '../schemas/inspection.ts';
import type { Review } from '../schemas/review.ts';
import { type Html, html } from './html.ts';
import { htmlPage } from './html-page.ts';
import { dataUrl, embedded, factTable, SERVICE_STYLE, verdictChip } from './service-report-parts.ts';

/** A picture for the page. */
export interface PagePicture {
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp';
}

/** What the page of an inspection shows. */
export interface InspectionPageContent {
  readonly inspection: Inspection;
  readonly reviews: readonly Review[];
  readonly pictures: readonly PagePicture[];
  /** Why pictures are missing; null when none are. */
  readonly missing: string | null;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** A moment as the plant's clocks show it. */
  time(iso: string): string;
}

/** An inspection as a page for screen and paper, with its pictures inside. */
export function inspectionPage(content: InspectionPageContent): string {
  const { inspection, pictures, missing, createdAt } = content;
  const { category, serial, decision, final_decision: final, reason } = inspection;
  return htmlPage({
    title: `Inspection of ${category}${serial === null ? '' : ` ${serial}`}`,
    style: SERVICE_STYLE,
    body: html`<header>
<p class="kicker">Inspection report · ${content.time(inspection.created_at)}</p>
<h1><bdi>${category}</bdi>${serial === null ? null : html` · <bdi>${serial}</bdi>`}</h1>
<p class="headline">${reason}</p>
<p>${verdictChip(decision)}${final === null ? null : html` after review ${verdictChip(final)}`}</p>
</header>
<main>
${missing === null ? null : html`<section class="cautions"><ul><li>${missing}</li></ul></section>`}
<section class="figures">${pictures.map((picture, index) => figure(picture, index === 0 ? inspection : null))}</section>
${partFacts(inspection)}
${regionTable(inspection)}
${reviewTable(content)}
${traceFacts(inspection)}
<div class="sign"><div>Date</div><div>Name</div><div>Signature</div></div>
</main>
<footer>Inspection ${inspection.id}. Printed from InspectAI on ${content.time(createdAt)}.</footer>`,
  });
}

/** A picture; over that of the part, the numbered regions. */
function figure({ title, bytes, type }: PagePicture, marked: Inspection | null): Html {
  if (marked === null || marked.regions.length === 0)
    return html`<figure>${embedded(bytes, type, title)}<figcaption>${title}</figcaption></figure>`;
  const { width, height } = marked.picture;
  const stroke = Math.max(1, Math.round(Math.max(width, height) / 250));
  const marks = marked.regions.map(
    ({ number, box }) =>
      html`<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="none" stroke="#e8501f" stroke-width="${stroke}"/><text x="${box.x + stroke}" y="${Math.max(box.y - 2 * stroke, 14 * stroke)}" font-size="${14 * stroke}" font-weight="700" fill="#e8501f" stroke="#fff" stroke-width="${2 * stroke}" paint-order="stroke">${number}</text>`,
  );
  return html`<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}"><image width="${width}" height="${height}" href="${dataUrl(bytes, type)}"/>${marks}</svg><figcaption>${title}, regions numbered</figcaption></figure>`;
}

function partFacts(inspection: Inspection): Html {
  const { anomaly_score, threshold, review_threshold, p_value, input_findings } = inspection;
  return factTable('Result', [
    ['Score', anomaly_score.toFixed(4)],
    ['FAIL above', threshold.toFixed(4)],
    ['REVIEW above', review_threshold.toFixed(4)],
    ['Share of good parts that score as high', p_value === null ? null : shareOf(p_value)],
    ['Picture as a photograph', input_findings.map(({ sentence }) => sentence).join(' ')],
    ['Lot', inspection.lot],
    ['Line', inspection.line],
    ['Station', inspection.station],
    ['Operator', inspection.operator],
  ]);
}

function regionTable({ regions }: Inspection): Html | null {
  if (regions.length === 0) return null;
  const rows = regions.map(
    ({ number, box, area_px, area_mm2, peak, p_value }) =>
      html`<tr><td>${number}</td><td>${box.x}, ${box.y}</td><td>${box.width} × ${box.height}</td><td>${area_mm2 === null ? `${Math.round(area_px)} px` : `${area_mm2.toFixed(2)} mm²`}</td><td>${peak.value.toFixed(3)}</td><td>${shareOf(p_value)}</td></tr>`,
  );
  return html`<section><h2>Regions</h2><div class="scroll" role="region" aria-label="Regions" tabindex="0"><table>
<thead><tr><th>no.</th><th>left, top (px)</th><th>size (px)</th><th>area</th><th>peak</th><th>p</th></tr></thead>
<tbody>${rows}</tbody></table></div></section>`;
}

function reviewTable({ reviews, time }: InspectionPageContent): Html {
  if (reviews.length === 0)
    return html`<section><h2>Review</h2><p class="note">Nobody has reviewed this inspection.</p></section>`;
  const rows = reviews.map(
    ({ created_at, reviewer, action, reason_code, note, decision_after }) =>
      html`<tr><td>${time(created_at)}</td><td><bdi>${reviewer}</bdi></td><td>${action}</td><td>${reason_code}${note === null ? null : `: ${note}`}</td><td>${verdictChip(decision_after)}</td></tr>`,
  );
  return html`<section><h2>Review</h2><div class="scroll left" role="region" aria-label="Review" tabindex="0"><table>
<thead><tr><th>when</th><th>who</th><th>what</th><th>why</th><th>counts as</th></tr></thead>
<tbody>${rows}</tbody></table></div></section>`;
}

function traceFacts(inspection: Inspection): Html {
  const { picture, backbone, model_version, software, timings } = inspection;
  return factTable('Traceability', [
    ['Picture', `${picture.name}, ${picture.width} × ${picture.height} px`],
    ['SHA-256 of the picture', html`<span class="path">${picture.sha256}</span>`],
    ['Model version', model_version],
    ['SHA-256 of its configuration', html`<span class="path">${inspection.config_sha256}</span>`],
    ['Backbone', backbone.name],
    [
      'Software',
      Object.entries(software)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ['Time', timings.inspection_ms === undefined ? null : `${timings.inspection_ms.toFixed(1)} ms`],
  ]);
}

function shareOf(share: number): string {
  return `${(100 * share).toFixed(share < 0.01 ? 2 : 1)}\u00a0%`;
}
