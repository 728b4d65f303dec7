import type { SignalRule } from '../statistics/control-chart.ts';
import type { ChartFinding, DriftChart, SignalStretch } from './drift-findings.ts';
import type { DriftPlot } from './drift-plots.ts';
import { type Html, html, trusted } from './html.ts';
import { htmlPage } from './html-page.ts';

/** What the page on drift says. */
export interface DriftPage {
  readonly category: string;
  readonly modelVersion: string | null;
  readonly drift: boolean;
  /** One sentence with the conclusion. */
  readonly headline: string;
  /** What the figures rest on, in sentences. */
  readonly facts: readonly string[];
  readonly findings: readonly ChartFinding[];
  readonly plots: { readonly light: readonly DriftPlot[]; readonly dark: readonly DriftPlot[] };
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

export const CHART_NAMES: Readonly<Record<DriftChart, string>> = {
  rejects: 'share of rejects (p chart)',
  martingale: 'evidence of a change (martingale)',
  ewma: 'moving average (EWMA)',
  cusum: 'cumulative sums (CUSUM)',
  scores: 'scores (individuals)',
  moving_range: 'steps (moving range)',
};

const RULE_NAMES: Readonly<Record<SignalRule, string>> = {
  beyond_limits: 'beyond the limits',
  two_of_three: '2 of 3 beyond two sigma',
  four_of_five: '4 of 5 beyond one sigma',
  eight_in_a_row: '8 in a row on one side',
};

/** A stretch of signals in words: `above: beyond the limits, 310 to 402`. */
export function stretchInWords({ rule, side, from, to }: SignalStretch): string {
  return `${side}: ${RULE_NAMES[rule]}, ${from === to ? `inspection ${from}` : `inspections ${from} to ${to}`}`;
}

/** How many signals chance alone would give. */
export function chanceInWords({ decides, byChance }: ChartFinding): string {
  return decides ? `any: at most ${100 * byChance} %` : `about ${byChance.toFixed(byChance < 10 ? 1 : 0)}`;
}

/** The page on drift: one HTML file that needs no script, no other file and no network, for screen and paper. */
export function driftHtml(page: DriftPage): string {
  return htmlPage({
    title: `Drift of ${page.category}`,
    body: html`<header>
<p class="kicker">Drift${page.modelVersion === null ? null : html` · model ${page.modelVersion}`}</p>
<h1><bdi>${page.category}</bdi></h1>
<p class="headline">${page.headline}</p>
<p><span class="chip ${page.drift ? 'bad' : 'fine'}">${page.drift ? 'drift' : 'no drift'}</span></p>
</header>
<main>
<section><h2>What the charts found</h2>
<div class="scroll left" role="region" aria-label="What the charts found" tabindex="0"><table>
<thead><tr><th>chart</th><th>signals</th><th>by chance</th><th>where</th></tr></thead>
<tbody>${page.findings.map(findingRow)}</tbody>
</table></div>
<p class="note">The first two charts decide: each is wrong about an unchanged process in about 1 % of analyses at most.
The others find small shifts sooner, but give false signals now and then, about as many as the table says; use them to see when a change began.</p>
</section>
<section><h2>Charts</h2>
<div class="plots">${page.plots.light.map(figure('light'))}${page.plots.dark.map(figure('dark'))}</div>
</section>
<section><h2>What this rests on</h2>
<ul>${page.facts.map(fact => html`<li>${fact}</li>`)}</ul>
</section>
</main>
<footer>Made by InspectAI on ${page.createdAt.slice(0, 10)} ${page.createdAt.slice(11, 16)} UTC. All figures: drift.json beside this file.</footer>`,
  });
}

function findingRow(finding: ChartFinding): Html {
  const { chart, decides, signals } = finding;
  const shown = signals.slice(0, 5).map(stretchInWords);
  const more = signals.length > shown.length ? [`and ${signals.length - shown.length} more`] : [];
  const where = [...shown, ...more].map(line => html`<div>${line}</div>`);
  const bad = decides && signals.length > 0 ? 'bad' : '';
  return html`<tr><th>${CHART_NAMES[chart]}</th><td class="${bad}">${signals.length}</td><td>${chanceInWords(finding)}</td><td>${where}</td></tr>`;
}

function figure(theme: 'light' | 'dark') {
  return (plot: DriftPlot) =>
    html`<div class="plot ${theme}" role="img" aria-label="${plot.description}">${trusted(plot.svg)}</div>`;
}
