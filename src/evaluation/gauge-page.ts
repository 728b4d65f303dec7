import type { GaugePlot } from './gauge-plots.ts';
import type { GaugeReport } from './gauge-report.ts';
import { anovaTables, appraiserTable, componentTable, findingTable, pairTable } from './gauge-tables.ts';
import { gaugeHeadline, VERDICT_WORDS } from './gauge-words.ts';
import { type Html, html, trusted } from './html.ts';
import { htmlPage } from './html-page.ts';

/** The plots for a light and for a dark page. */
export interface GaugePagePlots {
  readonly light: readonly GaugePlot[];
  readonly dark: readonly GaugePlot[];
}

/** The analysis as one HTML page that needs no script, no other file and no network, for screen and paper. */
export function gaugePage(report: GaugeReport, plots: GaugePagePlots): string {
  return htmlPage({
    title: `Measurement system of ${report.category}`,
    body: html`${pageHeader(report)}
<main>
${cautionList(report)}
${findingTable(report)}
${plotGrid(plots)}
${appraiserTable(report)}
${pairTable(report)}
${componentTable(report)}
${anovaTables(report)}
</main>
<footer>Made by InspectAI on ${report.created_at.slice(0, 10)} ${report.created_at.slice(11, 16)} UTC from ${report.study_file}.
All figures: report.json beside this file. Limits and methods: AIAG, Measurement Systems Analysis, 4th edition; intervals of shares are
exact 95 % confidence intervals (Clopper-Pearson).</footer>`,
  });
}

function pageHeader(report: GaugeReport): Html {
  const { verdict, model_version: version } = report;
  const style = verdict === 'good' ? 'fine' : 'bad';
  return html`<header>
<p class="kicker">Measurement system analysis${version === null ? '' : ` · model ${version}`}</p>
<h1><bdi>${report.category}</bdi></h1>
<p class="headline">${gaugeHeadline(report)}</p>
<p><span class="chip ${style}">${VERDICT_WORDS[verdict]}</span></p>
</header>`;
}

function cautionList({ cautions }: GaugeReport): Html | null {
  if (cautions.length === 0) return null;
  return html`<section class="cautions" aria-label="Before you rely on these figures">
<h2>Before you rely on these figures</h2>
<ul>${cautions.map(item => html`<li>${item}</li>`)}</ul>
</section>`;
}

function plotGrid({ light, dark }: GaugePagePlots): Html | null {
  if (light.length === 0) return null;
  const figure = (theme: 'light' | 'dark') => (plot: GaugePlot) =>
    html`<div class="plot ${theme}" role="img" aria-label="${plot.description}">${trusted(plot.svg)}</div>`;
  return html`<section><h2>Plots</h2>
<div class="plots">${light.map(figure('light'))}${dark.map(figure('dark'))}</div>
</section>`;
}
