import { describe, expect, test } from 'vitest';
import { attributeStudy, gaugeMeasurements } from '../../test/fixtures/published-studies.ts';
import { InspectError } from '../errors.ts';
import type { Judgement, Rating } from '../statistics/agreement-pairs.ts';
import { gaugePage } from './gauge-page.ts';
import { drawGaugePlots } from './gauge-plots.ts';
import { buildGaugeReport, type GaugeInput, type GaugeReport } from './gauge-report.ts';
import { gaugeHeadline } from './gauge-words.ts';

function report(input: Partial<GaugeInput>): GaugeReport {
  return buildGaugeReport({
    category: 'cap',
    createdAt: new Date('2026-05-01T10:20:00Z'),
    studyFile: 'study.csv',
    machines: [],
    modelVersion: null,
    threshold: null,
    ratings: [],
    reviews: 0,
    reviewAs: 'FAIL',
    references: new Map(),
    measurements: [],
    tolerance: null,
    repeatedPictures: 0,
    ...input,
  });
}

const rating = (part: string, appraiser: string, trial: string, judgement: Judgement): Rating => ({
  part,
  appraiser,
  trial,
  judgement,
});
const levels = (found: GaugeReport, about: string | null) =>
  Object.fromEntries(
    found.findings.filter(finding => finding.about === about).map(({ measure, level }) => [measure, level]),
  );

describe('the report of the attribute study of AIAG', () => {
  test('judges each appraiser as the manual does: A and C marginal, B effective, all missing too much', () => {
    const found = report(attributeStudy());
    expect(levels(found, 'A')).toEqual({
      effectiveness: 'marginal',
      miss_rate: 'bad',
      false_alarm_rate: 'good',
    });
    expect(levels(found, 'B')).toEqual({ effectiveness: 'good', miss_rate: 'bad', false_alarm_rate: 'good' });
    expect(levels(found, 'C')).toEqual({
      effectiveness: 'marginal',
      miss_rate: 'bad',
      false_alarm_rate: 'marginal',
    });
    expect(found.verdict).toBe('bad');
    expect(gaugeHeadline(found)).toBe(
      'The inspectors together are not fit for use. What decides: A passes a part that must be rejected 3 of 48 times (6.3 %, 95 % interval 1.3–17.2 %), and 2 more findings.',
    );
    expect(found.cautions).toEqual([expect.stringContaining('more than 48 times')]);
  });

  test('judges the machine alone when there is one', () => {
    const { ratings, references } = attributeStudy();
    const machine = [...references].map(([part, judgement]) => rating(part, 'eye', '1', judgement));
    const found = report({ ratings: [...ratings, ...machine], references, machines: ['eye'] });
    expect(found.verdict).toBe('good');
    expect(gaugeHeadline(found)).toBe('The machine (eye) is fit for use, as far as this study can show.');
    expect(found.cautions).toContainEqual(expect.stringContaining('eye judged no part twice'));
    expect(found.agreement!.appraisers.map(({ is_machine }) => is_machine)).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(found.agreement!.pairs.filter(({ appraisers }) => appraisers[1] === 'eye')).toHaveLength(3);
  });
});

describe('the report of the gauge study of AIAG', () => {
  test('is marginal: 27.9 % of the study variation, 4 distinct categories', () => {
    const found = report({ measurements: gaugeMeasurements() });
    expect(levels(found, null)).toEqual({ study_variation: 'marginal', distinct_categories: 'marginal' });
    expect([found.verdict, found.agreement]).toEqual(['marginal', null]);
  });

  test('names the parts whose next score may fall on the other side of the threshold', () => {
    // Gauge deviation 0.3024: 1.96 of them on either side of 2 reach part 9 (mean 1.94), the next is part 3 (1.10).
    const zone = report({ measurements: gaugeMeasurements(), threshold: 2 }).gauge!.uncertain_zone!;
    expect([zone.low.toFixed(2), zone.high.toFixed(2), zone.parts]).toEqual(['1.41', '2.59', ['9']]);
  });
});

describe('a report', () => {
  const both = ['1', '2'].flatMap(trial => [
    rating('a', 'Ann', trial, 'PASS'),
    rating('b', 'Ann', trial, 'FAIL'),
  ]);

  test('says that it cannot judge without references, repeats and scores', () => {
    const found = report({ ratings: [rating('a', 'Ann', '1', 'PASS'), rating('a', 'Bob', '1', 'FAIL')] });
    expect(found.verdict).toBe('unknown');
    expect(gaugeHeadline(found)).toContain('nothing to judge by');
  });

  test('judges repeats where there is no reference', () => {
    expect(levels(report({ ratings: both }), 'Ann')).toEqual({ repeatability: 'good' });
  });

  test('keeps what the verdicts say when the scores cannot be analysed, and says why', () => {
    const measurements = [{ part: 'a', appraiser: 'Ann', value: 1 }];
    const found = report({ ratings: both, measurements });
    expect([found.gauge, found.cautions.at(-1)]).toEqual([
      null,
      'The scores were not analysed. A study of scores needs at least 2 parts; found 1 part.',
    ]);
    expect(() => report({ measurements })).toThrow(InspectError);
  });

  test('warns of REVIEW verdicts, of pictures shown twice, and of good and bad parts in one study of scores', () => {
    const measurements = both.map(({ part, appraiser }) => ({
      part,
      appraiser,
      value: part === 'a' ? 1 : 9,
    }));
    const references = new Map([
      ['a', 'PASS' as const],
      ['b', 'FAIL' as const],
    ]);
    const { cautions } = report({ ratings: both, measurements, references, reviews: 3, repeatedPictures: 2 });
    for (const text of [
      '3 verdicts were REVIEW and are counted as FAIL',
      '2 trials show a picture',
      'scored together',
    ])
      expect(cautions).toContainEqual(expect.stringContaining(text));
  });
});

describe('the page', () => {
  const found = report({
    ...attributeStudy(),
    category: '<cap> & "lid"',
    measurements: gaugeMeasurements(),
    threshold: 2,
    machines: ['A'],
    tolerance: 8,
  });
  const plots = { light: drawGaugePlots(found, 'light'), dark: drawGaugePlots(found, 'dark') };
  const page = gaugePage(found, plots);

  test('has every plot in light and dark, and needs no other file', () => {
    const names = ['effectiveness', 'errors', 'kappa', 'components', 'part_scores'];
    expect(plots.light.map(({ name }) => name)).toEqual(names);
    expect(plots.dark.map(({ name }) => name)).toEqual(names);
    expect(page.match(/<svg /g)).toHaveLength(10);
    expect(page).not.toMatch(/<script|<link|src="|url\((?!#)/);
  });

  test('writes names as text, and the figures as they were printed', () => {
    expect(page).toContain('&lt;cap&gt; &amp; &quot;lid&quot;');
    expect(page).not.toContain('<cap>');
    for (const text of ['0.88 (', '42 of 50', '92.2 %', '27.9 %', '22.7 %', '492.291', '39.617'])
      expect(page).toContain(text);
  });

  test('leaves out what the study does not have', () => {
    const scores = report({ measurements: gaugeMeasurements() });
    expect(drawGaugePlots(scores, 'light').map(({ name }) => name)).toEqual(['components', 'part_scores']);
    const without = gaugePage(scores, { light: [], dark: [] });
    for (const heading of ['Appraisers', 'Every two appraisers', 'Plots', 'Before you rely'])
      expect(without).not.toContain(`<h2>${heading}`);
  });
});
