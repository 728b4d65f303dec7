import type { Verdict } from '../schemas/inspection.ts';
import { type Html, html, trusted } from './html.ts';
import { htmlPage } from './html-page.ts';
import { SERVICE_STYLE, verdictChip } from './service-report-parts.ts';

/** Counts of a stretch of time. */
export interface ShiftCounts {
  readonly inspected: number;
  readonly pass: number;
  readonly review: number;
  readonly fail: number;
  readonly waiting: number;
  readonly overruled: number;
  readonly confirmed: number;
  readonly escapes: number;
  readonly first_pass_yield: number | null;
  readonly final_yield: number | null;
}

/** What the page of a shift shows. */
export interface ShiftPageContent {
  /** What it is about: line, station, category. */
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly before: string;
  readonly total: ShiftCounts;
  readonly hours: readonly (ShiftCounts & { readonly label: string })[];
  readonly categories: readonly (ShiftCounts & { readonly value: string | null })[];
  readonly reasons: readonly {
    readonly action: string;
    readonly reason_code: string;
    readonly inspections: number;
  }[];
  /** Parts that did not pass, the newest first. */
  readonly rejected: readonly {
    readonly id: string;
    readonly created_at: string;
    readonly category: string;
    readonly serial: string | null;
    readonly anomaly_score: number;
    readonly threshold: number;
    readonly decision: Verdict;
    readonly final_decision: Verdict | null;
  }[];
  readonly createdAt: string;
  /** A moment as the plant's clocks show it. */
  time(iso: string): string;
}

/** A shift as a page for screen and paper. */
export function shiftPage(page: ShiftPageContent): string {
  const { title, from, before, total, createdAt } = page;
  return htmlPage({
    title: `Shift report: ${title}`,
    style: SERVICE_STYLE,
    body: html`<header>
<p class="kicker">Shift report</p>
<h1><bdi>${title}</bdi></h1>
<p class="headline">${page.time(from)} to ${page.time(before)}</p>
<p>${total.waiting > 0 ? html`<span class="chip wait">${total.waiting} wait for a review</span>` : html`<span class="chip fine">all reviewed</span>`} ${total.escapes > 0 ? html`<span class="chip bad">${total.escapes} reported as escaped</span>` : null}</p>
</header>
<main>
<section class="cards">
${card('inspected', String(total.inspected), `${total.pass} PASS, ${total.review} REVIEW, ${total.fail} FAIL`)}
${card('first-pass yield', percent(total.first_pass_yield), 'passed by the machine')}
${card('yield after review', percent(total.final_yield), 'what waits counts as not good yet')}
${card('overruled', String(total.overruled), `${total.confirmed} confirmed as defective`)}
</section>
${hourBars(page)}
${groupTable(page)}
${reasonTable(page)}
${rejectedTable(page)}
<div class="sign"><div>Date</div><div>Shift lead</div><div>Signature</div></div>
</main>
<footer>Printed from InspectAI on ${page.time(createdAt)}.</footer>`,
  });
}

function card(name: string, value: string, detail: string): Html {
  return html`<div class="card"><h2>${name}</h2><p class="value">${value}</p><p class="meaning">${detail}</p></div>`;
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [720, 190, 44, 26, 10];

/** Parts by hour, stacked by verdict. */
function hourBars({ hours }: ShiftPageContent): Html | null {
  if (hours.length === 0) return null;
  const most = Math.max(...hours.map(({ inspected }) => inspected));
  const step = (WIDTH - LEFT) / hours.length;
  const scale = (HEIGHT - BOTTOM - TOP) / most;
  const every = Math.ceil(hours.length / 12);
  const byDay =
    hours.every(({ label }) => label.slice(11, 16) === hours[0]!.label.slice(11, 16)) && hours.length > 1;
  const bars = hours.map(({ label, pass, review, fail }, index) => {
    let top = HEIGHT - BOTTOM;
    const x = LEFT + index * step + step * 0.12;
    const parts = (
      [
        ['pass', pass],
        ['review', review],
        ['fail', fail],
      ] as const
    ).map(([name, count]) => {
      top -= count * scale;
      return `<rect class="${name}" x="${x.toFixed(1)}" y="${top.toFixed(1)}" width="${Math.min(step * 0.76, 48).toFixed(1)}" height="${(count * scale).toFixed(1)}"/>`;
    });
    const text = `<text x="${x.toFixed(1)}" y="${HEIGHT - 9}">${byDay ? label.slice(5, 10) : label.slice(11, 16)}</text>`;
    return [...parts, ...(index % every === 0 ? [text] : [])].join('');
  });
  const svg = `<svg class="bars" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%" role="img" aria-label="Parts over time by verdict"><line x1="${LEFT}" x2="${WIDTH}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}"/><text x="4" y="${TOP + 8}">${most}</text><text x="4" y="${HEIGHT - BOTTOM}">0</text>${bars.join('')}</svg>`;
  return html`<section><h2>Over time</h2><div class="card">${trusted(svg)}<p class="meaning">Green PASS, yellow REVIEW, red FAIL, by the machine; from below. Local times, ${hours[0]!.label.slice(16)} from UTC.</p></div></section>`;
}

function groupTable({ categories }: ShiftPageContent): Html | null {
  if (categories.length === 0) return null;
  const rows = categories.map(
    group =>
      html`<tr><th><bdi>${group.value ?? 'not said'}</bdi></th><td>${group.inspected}</td><td>${group.pass}</td><td>${group.review}</td><td>${group.fail}</td><td>${percent(group.first_pass_yield)}</td><td>${percent(group.final_yield)}</td></tr>`,
  );
  return html`<section><h2>By category</h2><div class="scroll" role="region" aria-label="By category" tabindex="0"><table>
<thead><tr><th>category</th><th>inspected</th><th>PASS</th><th>REVIEW</th><th>FAIL</th><th>first pass</th><th>after review</th></tr></thead>
<tbody>${rows}</tbody></table></div></section>`;
}

function reasonTable({ reasons }: ShiftPageContent): Html | null {
  if (reasons.length === 0) return null;
  const rows = reasons.map(
    ({ action, reason_code, inspections }) =>
      html`<tr><td>${reason_code}</td><td>${action}</td><td>${inspections}</td></tr>`,
  );
  return html`<section><h2>Reasons of the reviews</h2><div class="scroll" role="region" aria-label="Reasons of the reviews" tabindex="0"><table>
<thead><tr><th>reason</th><th>review</th><th>parts</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function rejectedTable({ rejected, total, time }: ShiftPageContent): Html | null {
  if (rejected.length === 0) return null;
  const all = total.review + total.fail;
  const rows = rejected.map(
    row =>
      html`<tr><td>${time(row.created_at).slice(0, 19)}</td><td><bdi>${row.category}</bdi></td><td><bdi>${row.serial ?? '–'}</bdi></td><td>${row.anomaly_score.toFixed(3)}</td><td>${row.threshold.toFixed(3)}</td><td>${verdictChip(row.decision)}</td><td>${row.final_decision === null ? 'waits' : verdictChip(row.final_decision)}</td></tr>`,
  );
  return html`<section><h2>Parts that did not pass</h2><div class="scroll" role="region" aria-label="Parts that did not pass" tabindex="0"><table>
<thead><tr><th>time</th><th>category</th><th>serial</th><th>score</th><th>FAIL above</th><th>verdict</th><th>review</th></tr></thead>
<tbody>${rows}</tbody></table></div><p class="note">${all > rejected.length ? `The ${rejected.length} newest of ${all}.` : `All ${all}.`}</p></section>`;
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)}\u00a0%`;
}
