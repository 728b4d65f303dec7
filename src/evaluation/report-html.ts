import type { EvaluationReport } from '../schemas/report.ts';
import { cautions, headline } from './conclusion.ts';
import { type Html, html, trusted } from './html.ts';
import { htmlPage } from './html-page.ts';
import { countOf } from './number-format.ts';
import type { Plot } from './plots.ts';
import { keyFigures } from './report-figures.ts';
import { type ResultPicture, tellingPictures } from './report-pictures.ts';
import { defectTypeTable, factTables, skippedFiles } from './report-tables.ts';

/** What a page shows besides the report itself. */
export interface ReportPageOptions {
  /** The plots for a light and for a dark page; without them the page has none. */
  readonly plots?: { readonly light: readonly Plot[]; readonly dark: readonly Plot[] };
  /** Pictures with their heat maps, by the `path` of the report's images. */
  readonly pictures?: ReadonlyMap<string, ResultPicture>;
}

/** The report as one HTML page that needs no script, no other file and no network, for screen and paper. */
export function reportHtml(report: EvaluationReport, options: ReportPageOptions = {}): string {
  return htmlPage({
    title: `Evaluation of ${report.category}`,
    body: html`${pageHeader(report)}
<main>
${cautionList(report)}
${keyFigures(report)}
${plotGrid(options.plots)}
${defectTypeTable(report)}
${tellingPictures(report, options.pictures ?? new Map())}
${skippedFiles(report)}
${factTables(report)}
</main>
<footer>Made by InspectAI on ${dateAndTime(report.created_at)}. All figures and all pictures: report.json and per_image.csv
beside this file. Intervals are exact 95 % confidence intervals (Clopper-Pearson).</footer>`,
  });
}

function pageHeader(report: EvaluationReport): Html {
  const { good, defective } = report.verdicts;
  const reviews = good.review + defective.review;
  const chip = (count: number, name: string) =>
    html`<span class="chip ${count === 0 ? 'fine' : 'bad'}">${count === 0 ? `no ${name}s` : countOf(count, name)}</span>`;
  return html`<header>
<p class="kicker">Evaluation · model ${report.model_version}</p>
<h1><bdi>${report.category}</bdi></h1>
<p class="headline">${unbroken(headline(report))}</p>
<p>${report.recall === null ? null : chip(defective.pass, 'escape')} ${report.false_reject_rate === null ? null : chip(good.fail, 'false reject')} ${reviews === 0 ? null : html`<span class="chip">${reviews} to REVIEW</span>`}</p>
</header>`;
}

function cautionList(report: EvaluationReport): Html | null {
  const items = cautions(report);
  if (items.length === 0) return null;
  return html`<section class="cautions" aria-label="Before you rely on these figures">
<h2>Before you rely on these figures</h2>
<ul>${items.map(item => html`<li>${unbroken(item)}</li>`)}</ul>
</section>`;
}

function plotGrid(plots: ReportPageOptions['plots']): Html | null {
  if (!plots || plots.light.length === 0) return null;
  const figure = (theme: 'light' | 'dark') => (plot: Plot) =>
    html`<div class="plot ${theme}" role="img" aria-label="${plot.description}">${trusted(plot.svg)}</div>`;
  return html`<section><h2>Plots</h2>
<div class="plots">${plots.light.map(figure('light'))}${plots.dark.map(figure('dark'))}</div>
</section>`;
}

/** Keeps a number or an interval and its percent sign on one line. */
function unbroken(sentence: string): string {
  return sentence.replaceAll(' %', '\u00a0%').replaceAll('–', '–\u2060');
}

function dateAndTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
