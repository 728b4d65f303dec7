import type { CountedShare } from '../statistics/agreement.ts';
import type { AnovaFacts } from './gauge-facts.ts';
import type { GaugeReport } from './gauge-report.ts';
import { kappaText, shareText } from './gauge-words.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import { countOf, formatInterval, formatScore, formatShare } from './number-format.ts';

const SOURCES: Readonly<Record<AnovaFacts['source'], string>> = {
  part: 'Part',
  appraiser: 'Appraiser',
  interaction: 'Appraiser by part',
  repeatability: 'Repeatability',
  total: 'Total',
};

const CHIPS = { good: 'chip fine', marginal: '', bad: 'chip bad' } as const;
const LEVELS = { good: 'good', marginal: 'marginal', bad: 'not acceptable' } as const;

/** Every figure that has a limit, compared with it. */
export function findingTable({ findings }: GaugeReport): Html | null {
  if (findings.length === 0) return null;
  const rows = findings.map(
    ({ about, text, level }) =>
      html`<tr><th scope="row"><bdi>${about ?? 'Scores'}</bdi></th><td>${text}</td><td><span class="${CHIPS[level]}">${LEVELS[level]}</span></td></tr>`,
  );
  return html`<section><h2>Judged by the limits of the manual</h2>
<table class="left"><thead><tr><th scope="col">About</th><th scope="col">Finding</th><th scope="col">Level</th></tr></thead>
<tbody>${rows}</tbody></table>
<p class="note">Good and marginal: effectiveness from 90 % and 80 %, misses up to 2 % and 5 %, false alarms up to 5 % and 10 %,
gauge R&amp;R up to 10 % and 30 %, distinct categories from 5 and 2.</p></section>`;
}

/** A row an appraiser; nothing without verdicts. */
export function appraiserTable({ agreement }: GaugeReport): Html | null {
  if (!agreement) return null;
  const rows = agreement.appraisers.map(facts => [
    html`${facts.appraiser}${facts.is_machine ? ' (machine)' : ''}<br><small>${countOf(facts.parts, 'part')}, ${countOf(facts.judgements, 'judgement')}</small>`,
    shareCell(facts.within),
    shareCell(facts.effectiveness),
    shareCell(facts.miss_rate),
    shareCell(facts.false_alarm_rate),
    kappaText(facts.reference_kappa),
  ]);
  return html`${table(
    'Appraisers',
    ['Appraiser', 'Always alike', 'Always right', 'Misses', 'False alarms', 'Kappa with reference'],
    rows,
  )}
<p class="note">All appraisers, all trials: alike on ${shareText(agreement.between)}, as the reference on ${shareText(agreement.all_against_reference)};
Fleiss' kappa over all judgements ${kappaText(agreement.between_kappa)}.</p>`;
}

/** A row for every two appraisers; nothing where there is one. */
export function pairTable({ agreement }: GaugeReport): Html | null {
  if (!agreement || agreement.pairs.length === 0) return null;
  const rows = agreement.pairs.map(({ appraisers, parts, table: [[pp, pf], [fp, ff]], kappa }) => [
    appraisers.join(' and '),
    parts,
    pp,
    pf,
    fp,
    ff,
    formatShare(kappa?.observed ?? null),
    kappaText(kappa),
    kappa?.standard_error ? kappa.standard_error.toFixed(3) : '-',
  ]);
  return html`${table(
    'Every two appraisers',
    [
      'Appraisers',
      'Parts',
      'Both pass',
      'Only first',
      'Only second',
      'Both reject',
      'Same',
      'Kappa (95 %)',
      'Standard error',
    ],
    rows,
  )}
<p class="note">The standard error is that of Fleiss, Cohen and Everitt, which takes every trial as another part; the interval
leaves out one part at a time and is therefore wider.</p>`;
}

/** Where the spread of the scores comes from; nothing without scores. */
export function componentTable({ gauge }: GaugeReport): Html | null {
  if (!gauge) return null;
  const { components, distinct_categories: categories } = gauge.model;
  const names = [
    ['gauge', 'Gauge R&R'],
    ['repeatability', '– repeatability'],
    ['reproducibility', '– reproducibility'],
    ['appraiser', '–– appraiser'],
    ['interaction', '–– appraiser by part'],
    ['part', 'Part to part'],
    ['total', 'Total'],
  ] as const;
  const withTolerance = components.total.tolerance_share !== null;
  const rows = names.map(([name, title]) => {
    const found = components[name];
    return [
      title,
      formatScore(found.variance),
      formatScore(found.standard_deviation),
      formatShare(found.contribution),
      formatShare(found.study_variation),
      ...(withTolerance ? [formatShare(found.tolerance_share)] : []),
    ];
  });
  const zone = gauge.uncertain_zone;
  return html`${table(
    'Variance of the scores',
    [
      'Source',
      'Variance',
      'Standard deviation',
      'Contribution',
      'Study variation',
      ...(withTolerance ? ['Of the tolerance'] : []),
    ],
    rows,
  )}
<p class="note">Number of distinct categories: ${categories ?? 'no limit, the scores repeat exactly'}.
${zone === null ? null : `A part that scores between ${formatScore(zone.low)} and ${formatScore(zone.high)} may be judged otherwise from another picture; ${zone.parts.length === 0 ? 'no part of the study lies there' : `in this study: ${zone.parts.join(', ')}`}.`}</p>`;
}

/** The tables of variance that the components come from. */
export function anovaTables({ gauge }: GaugeReport): Html | null {
  if (!gauge) return null;
  const { with_interaction: full, without_interaction: pooled, interaction } = gauge;
  const why = {
    with: 'The interaction is significant (p below 0.05) and kept as a source of its own.',
    without: 'The interaction is not significant (p 0.05 or more) and is counted as repeatability.',
    none: 'With one appraiser there is no interaction.',
  }[interaction];
  return html`${full && anovaTable('Analysis of variance', full.anova)}
${interaction === 'with' ? null : anovaTable(full ? 'Analysis of variance without interaction' : 'Analysis of variance', pooled.anova)}
<p class="note">${why} Parts and appraisers are taken as random.</p>`;
}

function anovaTable(title: string, rows: readonly AnovaFacts[]): Html {
  return table(
    title,
    ['Source', 'Degrees of freedom', 'Sum of squares', 'Mean square', 'F', 'p'],
    rows.map(row => [
      SOURCES[row.source],
      row.degrees_of_freedom,
      formatScore(row.sum_of_squares),
      row.mean_square === null ? '' : formatScore(row.mean_square),
      row.f?.toFixed(3) ?? '',
      row.p === null ? '' : row.p < 0.001 ? '< 0.001' : row.p.toFixed(3),
    ]),
  );
}

/** The share, and under it what it was counted from. */
function shareCell(found: CountedShare | null): HtmlValue {
  if (found?.share == null) return '-';
  return html`${formatShare(found.share)}<br><small>${found.count} of ${found.of} (${formatInterval(found.interval)})</small>`;
}

function table(title: string, columns: readonly string[], rows: readonly (readonly HtmlValue[])[]): Html {
  return html`<section><h2>${title}</h2>
<div class="scroll" role="region" aria-label="${title}" tabindex="0"><table>
<thead><tr>${columns.map(name => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(([name, ...cells]) => html`<tr><th scope="row"><bdi>${name!}</bdi></th>${cells.map(cell => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div></section>`;
}
