import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InspectError } from '../errors.ts';
import { cohensKappa, fleissKappa } from './kappa.ts';

describe("Cohen's kappa reproduces", () => {
  test('Cohen (1960), A coefficient of agreement for nominal scales: 200 cases, kappa .492', () => {
    const shares = [
      [0.44, 0.07, 0.09],
      [0.05, 0.2, 0.05],
      [0.01, 0.03, 0.06],
    ];
    const found = cohensKappa(shares.map(row => row.map(share => 200 * share)));
    expect([found.observed, found.expected].map(share => share.toFixed(2))).toEqual(['0.70', '0.41']);
    expect(found.kappa!.toFixed(3)).toBe('0.492');
  });

  test('SAS/STAT, FREQ procedure, example "Cohen\'s kappa": 0.4842, errors 0.1380 and 0.1484', () => {
    const found = cohensKappa([
      [0, 4, 1],
      [0, 8, 0],
      [0, 1, 5],
    ]);
    expect(digits(found, 4)).toEqual(['0.4842', '0.1380', '0.1484']);
    expect((found.kappa! / found.standardErrorOfZero!).toFixed(4)).toBe('3.2626');
  });
});

describe("Fleiss' kappa reproduces", () => {
  /** Fleiss (1971), Measuring nominal scale agreement among many raters, table 1: 30 patients, 6 psychiatrists. */
  const diagnoses = `00060 03003 01401 00006 03030 20400 00402 20310 20040 00006
    10050 11040 03300 10050 02031 00501 30012 51000 02040 10203
    00006 01050 02013 20040 10041 05010 40002 02040 10500 00006`
    .split(/\s+/)
    .map(row => [...row].map(Number));

  test('Fleiss (1971): observed .556, expected .220, kappa .430', () => {
    const found = fleissKappa(diagnoses);
    expect([found.observed, found.expected, found.kappa].map(share => share!.toFixed(3))).toEqual([
      '0.556',
      '0.220',
      '0.430',
    ]);
  });

  test('the R package irr on the same table: kappa 0.4302445, z 17.65183', () => {
    const found = fleissKappa(diagnoses);
    expect(found.kappa!.toFixed(7)).toBe('0.4302445');
    expect((found.kappa! / found.standardErrorOfZero!).toFixed(5)).toBe('17.65183');
  });

  test('the ten subjects and fourteen raters of the Wikipedia article on it: 0.210', () => {
    const rows = [
      [0, 0, 0, 0, 14],
      [0, 2, 6, 4, 2],
      [0, 0, 3, 5, 6],
      [0, 3, 9, 2, 0],
      [2, 2, 8, 1, 1],
      [7, 7, 0, 0, 0],
      [3, 2, 6, 3, 0],
      [2, 5, 3, 2, 2],
      [6, 5, 2, 1, 0],
      [0, 2, 2, 3, 7],
    ];
    expect(fleissKappa(rows).kappa!.toFixed(3)).toBe('0.210');
  });

  test('its own standard error by leaving out one subject at a time, within a tenth', () => {
    const kappas = diagnoses.map((_, left) => fleissKappa(diagnoses.filter((_, i) => i !== left)).kappa!);
    const mean = kappas.reduce((sum, value) => sum + value, 0) / kappas.length;
    const jackknife = Math.sqrt((29 / 30) * kappas.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    expect(fleissKappa(diagnoses).standardError! / jackknife).toBeGreaterThan(0.9);
    expect(fleissKappa(diagnoses).standardError! / jackknife).toBeLessThan(1.1);
  });
});

describe('kappa', () => {
  const counts = fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20), fc.nat(20));

  test('is at most 1, does not depend on who is first, and not on the order of the categories', () => {
    fc.assert(
      fc.property(counts, ([a, b, c, d]) => {
        fc.pre(a + b + c + d > 0);
        const { kappa, standardError } = cohensKappa([
          [a, b],
          [c, d],
        ]);
        const turned = cohensKappa([
          [a, c],
          [b, d],
        ]);
        const relabelled = cohensKappa([
          [d, c],
          [b, a],
        ]);
        if (kappa === null)
          expect([turned.kappa, relabelled.kappa, standardError]).toEqual([null, null, null]);
        else {
          expect(kappa).toBeLessThanOrEqual(1 + 1e-12);
          expect(turned.kappa).toBeCloseTo(kappa, 10);
          expect(relabelled.kappa).toBeCloseTo(kappa, 10);
          expect(relabelled.standardError).toBeCloseTo(standardError!, 6);
        }
      }),
    );
  });

  test('is 1 for perfect agreement and does not exist where only one category was used', () => {
    expect(
      cohensKappa([
        [5, 0],
        [0, 3],
      ]).kappa,
    ).toBe(1);
    expect(
      cohensKappa([
        [5, 0],
        [0, 0],
      ]).kappa,
    ).toBeNull();
    expect(
      fleissKappa([
        [3, 0],
        [0, 3],
      ]),
    ).toMatchObject({ kappa: 1, categories: [1, 1] });
    expect(
      fleissKappa([
        [3, 0],
        [3, 0],
      ]),
    ).toMatchObject({ kappa: null, categories: [null, null] });
  });

  test.each([
    ['an empty table', () => cohensKappa([])],
    ['a table that is not square', () => cohensKappa([[1, 2]])],
    [
      'only zeros',
      () =>
        cohensKappa([
          [0, 0],
          [0, 0],
        ]),
    ],
    [
      'a negative count',
      () =>
        cohensKappa([
          [1, -1],
          [0, 1],
        ]),
    ],
    ['a count that is no number', () => fleissKappa([[Number.NaN, 2]])],
    ['no subjects', () => fleissKappa([])],
    [
      'one rating a subject',
      () =>
        fleissKappa([
          [1, 0],
          [0, 1],
        ]),
    ],
    [
      'different numbers of ratings',
      () =>
        fleissKappa([
          [2, 0],
          [2, 1],
        ]),
    ],
  ])('refuses %s', (_, compute) => {
    expect(compute).toThrow(InspectError);
    expect(compute).toThrow('Kappa needs');
  });
});

function digits(found: ReturnType<typeof cohensKappa>, decimals: number): string[] {
  return [found.kappa, found.standardError, found.standardErrorOfZero].map(value => value!.toFixed(decimals));
}
