import { describe, expect, test } from 'vitest';
import { gaugeMeasurements } from '../../test/fixtures/published-studies.ts';
import { InspectError } from '../errors.ts';
import { type GaugeComponents, gaugeStudy } from './gauge.ts';
import type { AnovaRow, Measurement } from './gauge-anova.ts';

const fixed = (value: number | null, decimals: number) => value?.toFixed(decimals) ?? null;
const squaresOf = (rows: readonly AnovaRow[]) =>
  Object.fromEntries(
    rows.map(row => [row.source, [row.degrees, fixed(row.squares, 4), fixed(row.meanSquare, 5)]]),
  );
const column = (components: GaugeComponents, value: (c: GaugeComponents['gauge']) => string | null) =>
  Object.fromEntries(
    (['repeatability', 'appraiser', 'interaction', 'gauge', 'part'] as const).map(name => [
      name,
      value(components[name]),
    ]),
  );

describe('the gauge study of AIAG, Measurement Systems Analysis, 4th edition, appendix A', () => {
  const study = gaugeStudy(gaugeMeasurements(), { tolerance: 8 });

  test('has the printed table of variance', () => {
    expect(squaresOf(study.withInteraction!.anova)).toEqual({
      appraiser: [2, '3.1673', '1.58363'],
      part: [9, '88.3619', '9.81799'],
      interaction: [18, '0.3590', '0.01994'],
      repeatability: [60, '2.7589', '0.04598'],
      total: [89, '94.6471', null],
    });
    const interaction = study.withInteraction!.anova.find(({ source }) => source === 'interaction')!;
    expect([fixed(interaction.f, 3), fixed(interaction.p, 3)]).toEqual(['0.434', '0.974']);
  });

  test('counts the interaction as repeatability, and has the printed components', () => {
    expect(study.interaction).toBe('without');
    expect(column(study.model.components, ({ variance }) => fixed(variance, 6))).toEqual({
      repeatability: '0.039973',
      appraiser: '0.051455',
      interaction: '0.000000',
      gauge: '0.091429', // printed as 0.09143
      part: '1.086447', // printed as 1.086446
    });
    expect(column(study.model.components, ({ deviation }) => fixed(deviation, 6))).toEqual({
      repeatability: '0.199933',
      appraiser: '0.226838',
      interaction: '0.000000',
      gauge: '0.302372', // printed as 0.302373, the root of the rounded variance
      part: '1.042327',
    });
  });

  test('has the printed shares of variation, contributions and number of distinct categories', () => {
    const { components } = study.model;
    expect(column(components, ({ studyShare }) => fixed(100 * studyShare!, 1))).toEqual({
      repeatability: '18.4',
      appraiser: '20.9',
      interaction: '0.0',
      gauge: '27.9',
      part: '96.0',
    });
    expect(column(components, ({ contribution }) => fixed(100 * contribution!, 1))).toEqual({
      repeatability: '3.4',
      appraiser: '4.4',
      interaction: '0.0',
      gauge: '7.8',
      part: '92.2',
    });
    expect(components.distinctCategories).toBe(4);
  });

  test('has the figures of the example of a crossed study in the documentation of Minitab, on the same data', () => {
    const f = (rows: readonly AnovaRow[]) => rows.map(row => fixed(row.f, 3)).slice(0, 2);
    expect(f(study.withInteraction!.anova)).toEqual(['492.291', '79.406']);
    expect(f(study.withoutInteraction.anova)).toEqual(['245.614', '39.617']);
    const { gauge, part } = study.model.components;
    expect([gauge.contribution, part.contribution].map(share => fixed(100 * share!, 2))).toEqual([
      '7.76',
      '92.24',
    ]);
    expect([gauge.studyShare, gauge.toleranceShare].map(share => fixed(100 * share!, 2))).toEqual([
      '27.86',
      '22.68',
    ]);
  });
});

describe('the gauge study in the manual of the R package qualityTools (gageRR)', () => {
  const values = `23 22 22 22 22 25 23 22 23 22 20 22 22 22 24 25 27 28 23 24 23 24 24 22 22 22 24 23 22 24
    20 20 25 24 22 24 21 20 21 22 21 22 21 21 24 27 25 27 23 22 25 23 23 22 22 23 25 21 24 23`
    .split(/\s+/)
    .map(Number);
  const study = gaugeStudy(
    values.map((value, i) => ({ part: `${Math.floor(i / 3) % 10}`, appraiser: 'ABC'[i % 3]!, value })),
  );

  test('has its squares, its components and its shares', () => {
    const rows = study.withInteraction!.anova;
    expect(rows.map(({ source, squares }) => [source, squares.toFixed(2)])).toEqual([
      ['part', '107.07'],
      ['appraiser', '20.63'],
      ['interaction', '22.03'],
      ['repeatability', '36.00'],
      ['total', '185.73'],
    ]);
    expect(rows[2]!.p!.toFixed(5)).toBe('0.46732');
    const { components } = study.model;
    const shown = (['gauge', 'repeatability', 'reproducibility', 'part', 'total'] as const).map(name => {
      const { variance, contribution, deviation, studyShare } = components[name];
      return [variance, contribution!, deviation, studyShare!].map(value => value.toFixed(3));
    });
    expect(shown).toEqual([
      ['1.664', '0.483', '1.290', '0.695'],
      ['1.209', '0.351', '1.100', '0.592'],
      ['0.455', '0.132', '0.675', '0.364'],
      ['1.781', '0.517', '1.335', '0.719'],
      ['3.446', '1.000', '1.856', '1.000'],
    ]);
  });
});

describe('a gauge study', () => {
  const cells = (rows: readonly (readonly (readonly number[])[])[]): Measurement[] =>
    rows.flatMap((row, part) =>
      row.flatMap((cell, appraiser) =>
        cell.map(value => ({ part: `p${part}`, appraiser: `a${appraiser}`, value })),
      ),
    );

  test('keeps an interaction that is significant, with components that can be computed by hand', () => {
    // Means of the cells: 10 20 / 30 20. Parts 15 and 25, appraisers 20 and 20, so the interaction is 5 everywhere.
    // Squares: part 2*2*(5²+5²) = 200, appraiser 0, interaction 2*4*5² = 200, repeatability 8*1² = 8.
    // Mean squares: 200, 0, 200, 8/4 = 2. F of the interaction 100. Components: 2, (200-2)/2 = 99, 0, 0.
    const study = gaugeStudy(
      cells([
        [
          [9, 11],
          [19, 21],
        ],
        [
          [29, 31],
          [19, 21],
        ],
      ]),
    );
    expect(study.interaction).toBe('with');
    expect(study.model.anova.map(({ source, squares, f }) => [source, squares, f])).toEqual([
      ['part', 200, 1],
      ['appraiser', 0, 0],
      ['interaction', 200, 100],
      ['repeatability', 8, null],
      ['total', 408, null],
    ]);
    const { components } = study.model;
    expect(components).toMatchObject({
      repeatability: { variance: 2 },
      interaction: { variance: 99 },
      appraiser: { variance: 0 },
      part: { variance: 0 },
      reproducibility: { variance: 99 },
      distinctCategories: 0,
    });
  });

  test('of one appraiser has repeatability and parts only', () => {
    const study = gaugeStudy(cells([[[1, 3]], [[11, 13]]]));
    expect(study).toMatchObject({ interaction: 'none', withInteraction: null });
    expect(study.model.anova.map(({ source, degrees }) => [source, degrees])).toEqual([
      ['part', 1],
      ['repeatability', 2],
      ['total', 3],
    ]);
    // Mean squares 100 and 2: the parts have variance (100 - 2) / 2.
    expect(study.model.components).toMatchObject({
      repeatability: { variance: 2 },
      reproducibility: { variance: 0 },
      part: { variance: 49 },
    });
  });

  test('of a gauge that repeats perfectly has no error of rounding in it', () => {
    const study = gaugeStudy(
      cells([
        [
          [0.1, 0.1, 0.1],
          [0.1, 0.1, 0.1],
        ],
        [
          [0.7, 0.7, 0.7],
          [0.7, 0.7, 0.7],
        ],
      ]),
    );
    expect(study.interaction).toBe('without');
    expect(study.model.components).toMatchObject({
      gauge: { variance: 0, studyShare: 0 },
      distinctCategories: null,
    });
    expect(study.model.components.part.variance).toBeCloseTo(0.18, 12);
  });

  test('of parts that all measure the same has no shares', () => {
    const { components } = gaugeStudy(cells([[[5, 5]], [[5, 5]]])).model;
    expect(components).toMatchObject({ total: { variance: 0, contribution: null, studyShare: null } });
  });

  test.each([
    ['one part', cells([[[1, 2]]]), 'at least 2 parts'],
    ['a single trial', cells([[[1]], [[2]]]), 'at least twice'],
    [
      'cells of different sizes',
      cells([[[1, 2]], [[1, 2, 3]]]),
      'found 3 of part p1 by a0 and 2 of part p0 by a0',
    ],
    [
      'a missing cell',
      cells([
        [[1, 2], []],
        [
          [1, 2],
          [1, 2],
        ],
      ]),
      'found 0 of part p0 by a1',
    ],
    ['a value that is no number', cells([[[1, Number.NaN]], [[1, 2]]]), 'found the value NaN of part p0'],
    ['nothing', [], 'found 0 part'],
  ])('is refused with %s', (_, measurements, message) => {
    expect(() => gaugeStudy(measurements)).toThrow(InspectError);
    expect(() => gaugeStudy(measurements)).toThrow(message);
  });

  test.each([0, -1, Number.NaN])('is refused with a tolerance of %d', tolerance => {
    expect(() => gaugeStudy(gaugeMeasurements(), { tolerance })).toThrow('expected a number above 0');
  });
});
