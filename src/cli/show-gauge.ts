import type { AgreementFacts } from '../evaluation/agreement-facts.ts';
import type { GaugeFacts } from '../evaluation/gauge-facts.ts';
import { gaugeHeadline, kappaText, shareText } from '../evaluation/gauge-words.ts';
import { formatScore } from '../evaluation/number-format.ts';
import type { Gauge } from '../operations/gauge.ts';
import { formatTable, percent } from './table.ts';

/** A measurement system analysis for people at a terminal. */
export function showGauge({ report, folder }: Gauge): string {
  const findings = formatTable(
    [
      { title: 'level', value: finding => finding.level },
      { title: 'finding', value: finding => finding.text },
    ],
    report.findings,
  );
  return [
    gaugeHeadline(report),
    ...(report.findings.length > 0 ? ['', findings] : []),
    ...(report.agreement ? ['', showAgreement(report.agreement)] : []),
    ...(report.gauge ? ['', showScores(report.gauge)] : []),
    ...(report.cautions.length > 0
      ? ['', 'Before you rely on these figures:', ...report.cautions.map(caution => `- ${caution}`)]
      : []),
    ...(folder === null ? [] : ['', `Report: ${folder}/report.html`]),
  ].join('\n');
}

function showAgreement({ appraisers, pairs, between, between_kappa: overall }: AgreementFacts): string {
  const single = formatTable(
    [
      { title: 'appraiser', value: row => `${row.appraiser}${row.is_machine ? ' (machine)' : ''}` },
      { title: 'always alike', value: row => shareText(row.within) },
      { title: 'always right', value: row => shareText(row.effectiveness) },
      { title: 'misses', value: row => shareText(row.miss_rate) },
      { title: 'false alarms', value: row => shareText(row.false_alarm_rate) },
      { title: 'kappa', value: row => kappaText(row.reference_kappa) },
    ],
    appraisers,
  );
  const both = formatTable(
    [
      { title: 'appraisers', value: row => row.appraisers.join(' and ') },
      { title: 'same', value: row => percent(row.kappa?.observed ?? null), align: 'right' },
      { title: 'kappa', value: row => kappaText(row.kappa) },
      {
        title: 'standard error',
        value: row => (row.kappa?.standard_error ? row.kappa.standard_error.toFixed(3) : '-'),
        align: 'right',
      },
    ],
    pairs,
  );
  const all = `All appraisers and trials alike: ${shareText(between)}; Fleiss' kappa ${kappaText(overall)}`;
  return pairs.length > 0 ? [single, '', both, '', all].join('\n') : single;
}

function showScores({ model, uncertain_zone: zone, interaction }: GaugeFacts): string {
  const names = [
    ['gauge', 'gauge R&R'],
    ['repeatability', '  repeatability'],
    ['reproducibility', '  reproducibility'],
    ['appraiser', '    appraiser'],
    ['interaction', '    appraiser by part'],
    ['part', 'part to part'],
    ['total', 'total'],
  ] as const;
  const table = formatTable(
    [
      { title: 'scores', value: row => row.title },
      { title: 'variance', value: row => formatScore(row.variance), align: 'right' },
      { title: 'deviation', value: row => formatScore(row.standard_deviation), align: 'right' },
      { title: 'contribution', value: row => percent(row.contribution, 2), align: 'right' },
      { title: 'study variation', value: row => percent(row.study_variation, 2), align: 'right' },
      { title: 'tolerance', value: row => percent(row.tolerance_share, 2), align: 'right' },
    ],
    names.map(([name, title]) => ({ title, ...model.components[name] })),
  );
  const kept = { with: 'significant', without: 'not significant: counted as repeatability', none: 'none' };
  return [
    table,
    '',
    `Distinct categories: ${model.distinct_categories ?? 'no limit'}; interaction of appraiser and part: ${kept[interaction]}.`,
    ...(zone === null
      ? []
      : [
          `Scores between ${formatScore(zone.low)} and ${formatScore(zone.high)} may be judged otherwise from another picture: ${zone.parts.length} parts of the study.`,
        ]),
  ].join('\n');
}
