import type { CalibrationCard, InspectedPatches, MeasuredShare } from '../evaluation/calibration-card.ts';
import { formatInterval, formatScore, formatShare } from '../evaluation/number-format.ts';
import type { ThresholdCost } from '../evaluation/threshold-by-cost.ts';
import { inspectedWords } from '../operations/roi-words.ts';
import { type Column, formatTable } from './table.ts';

const WIDTH = 100;

/** The calibration card for people. */
export function showCard(card: CalibrationCard): string {
  return [
    `Calibration card of ${card.category} (${card.model_version})`,
    '',
    `FAIL above ${formatScore(card.fail_threshold)}, REVIEW above ${formatScore(card.review_threshold)}; PASS otherwise`,
    '',
    ...paragraph('Promise', card.promise),
    ...(card.shortfall === null ? [] : paragraph('Too few', card.shortfall)),
    ...paragraph('Proved', card.proof),
    ...paragraph('Spread', card.spread),
    ...paragraph('Assumed', card.assumption),
    ...(card.region_of_interest === null ? [] : paragraph('Region', region(card.region_of_interest))),
    '',
    ...measured(card),
    '',
    'What if another false-reject rate were trained with (--max-false-reject-rate):',
    '',
    formatTable(
      WHAT_IF,
      card.what_if.map(row => ({ ...row, card })),
    ),
    ...stricter(card),
    ...cost(card),
  ].join('\n');
}

function region(facts: InspectedPatches): string {
  return `${inspectedWords(facts)}; nothing is promised for the rest of the picture.`;
}

function paragraph(title: string, text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > WIDTH - 9) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((found, index) => `${(index === 0 ? title : '').padEnd(9)}${found}`);
}

function measured({ measured }: CalibrationCard): string[] {
  if (measured === null)
    return [
      'Measured: nothing; there are no labelled pictures (test folder under --data-root, or an evaluation).',
    ];
  const rows: readonly (readonly [string, MeasuredShare])[] = [
    ['good parts rejected', measured.false_rejects],
    ['good parts to REVIEW', measured.good_to_review],
    ['defects that escape', measured.escapes],
    ['defects to REVIEW', measured.defects_to_review],
  ];
  const table = formatTable(
    [
      { title: 'measured', value: ([name]: (typeof rows)[number]) => name },
      { title: 'parts', value: ([, { count, of }]) => `${count} of ${of}`, align: 'right' },
      { title: 'rate', value: ([, { rate }]) => formatShare(rate), align: 'right' },
      {
        title: '95 % interval',
        value: ([, { interval }]) => (interval === null ? '-' : formatInterval(interval)),
        align: 'right',
      },
    ],
    rows,
  );
  return [`Measured on ${measured.source}:`, '', table];
}

type WhatIfRow = CalibrationCard['what_if'][number] & { readonly card: CalibrationCard };

const WHAT_IF: readonly Column<WhatIfRow>[] = [
  { title: 'rate', value: row => formatShare(row.rate), align: 'right' },
  { title: 'FAIL above', value: row => formatScore(row.fail_threshold), align: 'right' },
  {
    title: 'expected rejects of 1,000',
    value: row => row.expected_rejects_per_1000.toFixed(1),
    align: 'right',
  },
  {
    title: 'good rejected',
    value: row => ofKnown(row.good_rejected, row.card.measured?.false_rejects.of),
    align: 'right',
  },
  {
    title: 'defects caught',
    value: row => ofKnown(row.defects_caught, row.card.measured?.escapes.of),
    align: 'right',
  },
  { title: '', value: row => (row.in_use ? '<- in use' : '') },
];

function ofKnown(count: number | null, of: number | undefined): string {
  return count === null ? '-' : `${count} of ${of}`;
}

function stricter({ stricter, training_pictures: pictures }: CalibrationCard): string[] {
  if (stricter.length === 0) return [];
  const needs = stricter
    .slice(0, 3)
    .map(({ rate, more_good_pictures: more }) => `${formatShare(rate)} takes ${more} more`);
  return [
    '',
    `A stricter promise needs more good pictures than the ${pictures} there are: ${needs.join(', ')}.`,
  ];
}

function cost({ cost }: CalibrationCard): string[] {
  if (cost === null) return [];
  const figures = ({
    false_rejects_per_1000: rejects,
    escapes_per_1000: escapes,
    cost_per_1000: sum,
  }: ThresholdCost) =>
    `${sum.toFixed(2)} for 1,000 parts (${rejects.toFixed(1)} false rejects, ${escapes.toFixed(2)} escapes)`;
  const { suggested, in_use, defects } = cost;
  return [
    '',
    `Cheapest: FAIL above ${formatScore(suggested.fail_threshold)}, --max-false-reject-rate ${Math.ceil(1e5 * suggested.max_false_reject_rate) / 1e5}: ${figures(suggested)}.`,
    `In use:   FAIL above ${formatScore(in_use.fail_threshold)}: ${figures(in_use)}.`,
    `Escapes are counted on ${defects} known defects and are as rough as that; what REVIEW costs is left out.`,
  ];
}
