import { InspectError } from '../errors.ts';

/** Agreement beyond chance: 1 is perfect, 0 what guessing with the same shares would reach. */
export interface Kappa {
  /** Null when chance alone would always agree, because only one category was ever used. */
  readonly kappa: number | null;
  /** Share of pairs of ratings that agree. */
  readonly observed: number;
  /** Share of pairs that would agree by chance. */
  readonly expected: number;
  /** Large-sample standard error of the estimate; null with `kappa`. */
  readonly standardError: number | null;
  /** Standard error if the true kappa were 0, for a test against chance; null with `kappa`. */
  readonly standardErrorOfZero: number | null;
}

/** Fleiss' kappa over all categories and of each one against the rest. */
export interface FleissKappa extends Kappa {
  /** Kappa of each category, in the order of the columns; null for one that nobody or everybody used. */
  readonly categories: readonly (number | null)[];
}

/**
 * Cohen's kappa of two raters from their cross-tabulation `[categories, categories]`: how often the first said i when
 * the second said j. Counts or shares times `n` alike. Standard errors as in Fleiss, Cohen and Everitt (1969),
 * equations 10 and 14, which take every rated item as independent of the others.
 *
 * @throws InspectError `invalid_argument` for a table that is not square, empty or has negative counts.
 */
export function cohensKappa(table: readonly (readonly number[])[]): Kappa {
  requireTable(table, table.length);
  const n = sum(table.flat());
  const cell = (i: number, j: number) => table[i]![j]! / n;
  const rows = table.map(row => sum(row) / n);
  const columns = table.map((_, j) => sum(table.map(row => row[j]!)) / n);
  const observed = sum(table.map((_, i) => cell(i, i)));
  const expected = sum(rows.map((share, i) => share * columns[i]!));
  if (1 - expected < 1e-12) return { observed, expected, ...UNKNOWN };
  const kappa = (observed - expected) / (1 - expected);
  let agreeing = 0;
  let differing = 0;
  for (let i = 0; i < rows.length; i++) {
    agreeing += cell(i, i) * (1 - (rows[i]! + columns[i]!) * (1 - kappa)) ** 2;
    for (let j = 0; j < rows.length; j++)
      if (i !== j) differing += cell(i, j) * (columns[i]! + rows[j]!) ** 2;
  }
  const variance = agreeing + (1 - kappa) ** 2 * differing - (kappa - expected * (1 - kappa)) ** 2;
  const chance = sum(rows.map((share, i) => share * columns[i]! * (share + columns[i]!)));
  const scale = n * (1 - expected) ** 2;
  return {
    kappa,
    observed,
    expected,
    standardError: root(variance / scale),
    standardErrorOfZero: root((expected + expected ** 2 - chance) / scale),
  };
}

/**
 * Fleiss' kappa from counts `[subjects, categories]`: how many of the ratings of a subject named a category; every
 * subject has the same number of ratings, at least two. The standard error of zero is that of Fleiss, Nee and Landis
 * (1979), the other one that of Gwet (2021), which needs two subjects.
 *
 * @throws InspectError `invalid_argument` for counts of another form.
 */
export function fleissKappa(counts: readonly (readonly number[])[]): FleissKappa {
  requireTable(counts, counts[0]?.length ?? 0);
  const ratings = sum(counts[0]!);
  if (ratings < 2 || counts.some(row => sum(row) !== ratings))
    throw malformed('the same number of ratings for every subject, at least 2');
  const subjects = counts.length;
  const shares = counts[0]!.map((_, j) => sum(counts.map(row => row[j]!)) / (subjects * ratings));
  const agreements = counts.map(row => sum(row.map(n => n * (n - 1))) / (ratings * (ratings - 1)));
  const observed = sum(agreements) / subjects;
  const expected = sum(shares.map(share => share ** 2));
  const categories = shares.map((share, j) => {
    const mixed = sum(counts.map(row => row[j]! * (ratings - row[j]!)));
    const byChance = subjects * ratings * (ratings - 1) * share * (1 - share);
    return byChance < 1e-12 ? null : 1 - mixed / byChance;
  });
  if (1 - expected < 1e-12) return { observed, expected, ...UNKNOWN, categories };
  const kappa = (observed - expected) / (1 - expected);
  const influences = counts.map((row, i) => {
    const chance = sum(row.map((n, j) => (shares[j]! * n) / ratings));
    const own = (agreements[i]! - expected) / (1 - expected);
    return own - (2 * (1 - kappa) * (chance - expected)) / (1 - expected);
  });
  const squares = sum(influences.map(value => (value - kappa) ** 2));
  const spread = sum(shares.map(p => p * (1 - p)));
  const skew = sum(shares.map(p => p * (1 - p) * (1 - 2 * p)));
  return {
    kappa,
    observed,
    expected,
    standardError: subjects < 2 ? null : root(squares / (subjects * (subjects - 1))),
    standardErrorOfZero: root(
      (2 * (spread ** 2 - skew)) / (subjects * ratings * (ratings - 1) * spread ** 2),
    ),
    categories,
  };
}

const UNKNOWN = { kappa: null, standardError: null, standardErrorOfZero: null } as const;

function requireTable(rows: readonly (readonly number[])[], columns: number): void {
  const fits = rows.every(row => row.length === columns && row.every(n => Number.isFinite(n) && n >= 0));
  if (!fits || !(sum(rows.flat()) > 0))
    throw malformed(`rows of ${columns} counts that are not negative, and not all 0`);
}

function malformed(expected: string): InspectError {
  return new InspectError('invalid_argument', `Kappa needs ${expected}.`);
}

/** Rounding may push a variance of 0 below it. */
function root(variance: number): number {
  return Math.sqrt(Math.max(0, variance));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
