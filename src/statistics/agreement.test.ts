import { describe, expect, test } from 'vitest';
import { attributeStudy } from '../../test/fixtures/published-studies.ts';
import { InspectError } from '../errors.ts';
import { agreementStudy } from './agreement.ts';
import type { Judgement, Rating } from './agreement-pairs.ts';
import type { Interval } from './intervals.ts';

const percents = ([low, high]: Interval) => [Math.round(100 * low), Math.round(100 * high)];

describe('the attribute study of AIAG, Measurement Systems Analysis, 4th edition, chapter III C', () => {
  const { ratings, references } = attributeStudy();
  const study = agreementStudy(ratings, references);

  test('gives the printed cross-tabulations, which count acceptance last', () => {
    // As printed: A*B 44 6 3 97, B*C 42 5 9 94, A*C 43 7 8 92; here PASS comes first.
    expect(study.pairs.map(({ names, table }) => [names.join('*'), ...table.flat()])).toEqual([
      ['A*B', 97, 3, 6, 44],
      ['A*C', 92, 8, 7, 43],
      ['B*C', 94, 9, 5, 42],
    ]);
    expect(study.appraisers.map(({ reference }) => reference!.table.flat())).toEqual([
      [97, 3, 5, 45],
      [100, 3, 2, 45],
      [93, 6, 9, 42],
    ]);
  });

  test('gives the printed kappas: .86 .78 .79 between appraisers, .88 .92 .77 against the reference', () => {
    expect(study.pairs.map(({ kappa }) => kappa!.kappa!.toFixed(2))).toEqual(['0.86', '0.78', '0.79']);
    expect(study.appraisers.map(({ reference }) => reference!.kappa!.kappa!.toFixed(2))).toEqual([
      '0.88',
      '0.92',
      '0.77',
    ]);
  });

  test('gives the printed effectiveness with exact limits, miss rates and false-alarm rates', () => {
    const rows = study.appraisers.map(({ reference }) => {
      const { effectiveness, misses, falseAlarms } = reference!;
      return [
        Math.round(100 * effectiveness.share!),
        ...percents(effectiveness.interval),
        (100 * misses.share!).toFixed(1),
        (100 * falseAlarms.share!).toFixed(1),
      ];
    });
    expect(rows).toEqual([
      [84, 71, 93, '6.3', '4.9'],
      [90, 78, 97, '6.3', '2.0'],
      [80, 66, 90, '12.5', '8.8'],
    ]);
  });

  test('gives 42, 45 and 40 of 50 parts judged alike by the appraisers, and 39 by all, as the reference', () => {
    expect(study.appraisers.map(({ within }) => [within!.count, within!.of])).toEqual([
      [42, 50],
      [45, 50],
      [40, 50],
    ]);
    expect(study.between).toMatchObject({ count: 39, of: 50, share: 0.78 });
    expect(study.allReference).toMatchObject({ count: 39, of: 50 });
  });

  test('gives intervals of kappa that are wider than if the three trials of a part were three parts', () => {
    for (const { kappa, kappaInterval } of study.pairs) {
      const naive = 2 * 1.96 * kappa!.standardError!;
      expect(kappaInterval![0]).toBeLessThan(kappa!.kappa!);
      expect(kappaInterval![1]).toBeGreaterThan(kappa!.kappa!);
      expect(kappaInterval![1] - kappaInterval![0]).toBeGreaterThan(naive);
    }
  });
});

describe('the study of 15 parts in the tests of the JASP module Quality Control (msaAttribute)', () => {
  // EG, BL and MH: three judgements of parts 1 to 15, Y for Yes; then the reference.
  const judged: Readonly<Record<string, string>> = {
    EG: 'YYY NNN YYY YNN YYY YYY YYY NNN NNN YYY NNN YYY YYY NNN YYY',
    BL: 'YYY NNN YYY YNN YYY YYY NNN NNN NNN YYY NNN YYY YYY NNN YYY',
    MH: 'YYY YYY YYY YYY YYY YYY YYY NNY YNN YYY YNY YYY YYY NNN YYY',
  };
  const truth = 'YNYYYNYNNYNYYYY';
  const judgement = (letter: string): Judgement => (letter === 'Y' ? 'PASS' : 'FAIL');
  const ratings: Rating[] = Object.entries(judged).flatMap(([appraiser, text]) =>
    text.split(' ').flatMap((letters, part) =>
      [...letters].map((letter, trial) => ({
        part: String(part + 1),
        appraiser,
        trial: String(trial + 1),
        judgement: judgement(letter),
      })),
    ),
  );
  const references = new Map([...truth].map((letter, part) => [String(part + 1), judgement(letter)]));
  const study = agreementStudy(ratings, references);
  const limits = ([low, high]: Interval) => [(100 * low).toFixed(3), (100 * high).toFixed(3)];

  test('has its percent agreement with exact intervals', () => {
    expect(study.appraisers.map(({ within }) => [within!.count, ...limits(within!.interval)])).toEqual([
      [14, '68.052', '99.831'],
      [14, '68.052', '99.831'],
      [12, '51.911', '95.669'],
    ]);
    expect([study.between!.count, ...limits(study.between!.interval)]).toEqual([9, '32.287', '83.664']);
    expect([study.allReference!.count, ...limits(study.allReference!.interval)]).toEqual([
      7,
      '21.267',
      '73.414',
    ]);
  });

  test("has its Fleiss' kappas and Cohen's kappas", () => {
    expect(study.appraisers.map(({ withinKappa }) => withinKappa!.kappa)).toEqual(
      [0.905462184873949, 0.91, 0.543918918918919].map(value => expect.closeTo(value, 12)),
    );
    expect(study.betweenKappa!.kappa).toBeCloseTo(0.641666666666666, 12);
    expect(study.appraisers.map(({ reference }) => reference!.kappa!.kappa)).toEqual(
      [0.612903225806452, 0.492307692307692, 0.264150943396226].map(value => expect.closeTo(value, 12)),
    );
  });
});

describe('a study of verdicts', () => {
  const rating = (part: string, appraiser: string, trial: string, verdict: Judgement): Rating => ({
    part,
    appraiser,
    trial,
    judgement: verdict,
  });

  test('compares one verdict of a machine with every trial of an inspector', () => {
    const ratings = [
      rating('1', 'machine', '1', 'PASS'),
      rating('2', 'machine', '1', 'FAIL'),
      ...['1', '2', '3'].flatMap(trial => [
        rating('1', 'Ann', trial, 'PASS'),
        rating('2', 'Ann', trial, 'FAIL'),
      ]),
      rating('2', 'Ann', '4', 'PASS'),
    ];
    const [pair] = agreementStudy(ratings, new Map()).pairs;
    expect(pair).toMatchObject({
      names: ['machine', 'Ann'],
      parts: 2,
      table: [
        [3, 0],
        [1, 3],
      ],
    });
  });

  test('pairs equal trials only, and says so when two appraisers have no part in common', () => {
    const ratings = [
      rating('1', 'Ann', '1', 'PASS'),
      rating('1', 'Ann', '2', 'FAIL'),
      rating('1', 'Bob', '2', 'FAIL'),
      rating('1', 'Bob', '3', 'FAIL'),
      rating('2', 'Cem', '1', 'FAIL'),
    ];
    const study = agreementStudy(ratings, new Map());
    expect(study.pairs[0]).toMatchObject({
      names: ['Ann', 'Bob'],
      table: [
        [0, 0],
        [0, 1],
      ],
    });
    expect(study.pairs[1]).toMatchObject({
      names: ['Ann', 'Cem'],
      parts: 0,
      kappa: null,
      kappaInterval: null,
    });
    expect(study.between).toMatchObject({ count: 0, of: 0, share: null });
  });

  test('has no kappa, no interval and no between where there is one appraiser and one verdict', () => {
    const { appraisers, between, betweenKappa, allReference } = agreementStudy(
      [rating('1', 'Ann', '1', 'PASS')],
      new Map([['1', 'PASS']]),
    );
    expect([between, betweenKappa]).toEqual([null, null]);
    expect(allReference).toMatchObject({ count: 1, of: 1 });
    expect(appraisers[0]).toMatchObject({ within: null, withinKappa: null });
    expect(appraisers[0]!.reference).toMatchObject({
      kappa: { kappa: null },
      kappaInterval: null,
      misses: { count: 0, of: 0, share: null, interval: [0, 1] },
    });
  });

  test('is refused without verdicts', () => {
    expect(() => agreementStudy([], new Map())).toThrow(InspectError);
  });
});
