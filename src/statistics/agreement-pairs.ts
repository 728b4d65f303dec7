import { cohensKappa, type Kappa } from './kappa.ts';

/** What an appraiser says of a part: it may be shipped, or not. */
export type Judgement = 'PASS' | 'FAIL';

/** One judgement. */
export interface Rating {
  readonly part: string;
  readonly appraiser: string;
  /** Which round it was; equal for the judgements that belong together. */
  readonly trial: string;
  readonly judgement: Judgement;
}

/** How two sides agree, judgement by judgement. */
export interface PairAgreement {
  /** `[first says PASS, FAIL][second says PASS, FAIL]`. */
  readonly table: readonly [readonly [number, number], readonly [number, number]];
  /** Parts that both have judged. */
  readonly parts: number;
  /** Cohen's kappa; null when they have no part in common. */
  readonly kappa: Kappa | null;
  /**
   * 95 % interval of kappa from leaving out one part at a time, which allows for the trials of a part being alike;
   * null when no two parts are shared or nothing varies.
   */
  readonly kappaInterval: readonly [low: number, high: number] | null;
}

type Table = [[number, number], [number, number]];

/**
 * Pairs the judgements of two sides and measures their agreement. Judgements belong together when part and trial are
 * equal; where one side has judged a part only once (a reference, a machine with one picture), that judgement is
 * compared with each of the other side's.
 */
export function pairAgreement(first: readonly Rating[], second: readonly Rating[]): PairAgreement {
  const others = byPart(second);
  const tables: Table[] = [];
  for (const [part, ratings] of byPart(first)) {
    const table = tableOf(pairsOf(ratings, others.get(part) ?? []));
    if (table.flat().some(count => count > 0)) tables.push(table);
  }
  const table = sumOf(tables);
  const kappa = tables.length > 0 ? cohensKappa(table) : null;
  return {
    table,
    parts: tables.length,
    kappa,
    kappaInterval: intervalOf(tables, table, kappa?.kappa ?? null),
  };
}

function byPart(ratings: readonly Rating[]): ReadonlyMap<string, readonly Rating[]> {
  const groups = new Map<string, Rating[]>();
  for (const rating of ratings) groups.set(rating.part, [...(groups.get(rating.part) ?? []), rating]);
  return groups;
}

function pairsOf(first: readonly Rating[], second: readonly Rating[]): (readonly [Judgement, Judgement])[] {
  const single = first.length === 1 || second.length === 1;
  return first.flatMap(a =>
    second.flatMap(b => (single || a.trial === b.trial ? [[a.judgement, b.judgement] as const] : [])),
  );
}

function tableOf(pairs: readonly (readonly [Judgement, Judgement])[]): Table {
  const count = (a: Judgement, b: Judgement) => pairs.filter(([x, y]) => x === a && y === b).length;
  return [
    [count('PASS', 'PASS'), count('PASS', 'FAIL')],
    [count('FAIL', 'PASS'), count('FAIL', 'FAIL')],
  ];
}

function sumOf(tables: readonly Table[]): Table {
  const cell = (i: 0 | 1, j: 0 | 1) => tables.reduce((sum, table) => sum + table[i][j], 0);
  return [
    [cell(0, 0), cell(0, 1)],
    [cell(1, 0), cell(1, 1)],
  ];
}

/** The jackknife over parts. */
function intervalOf(
  tables: readonly Table[],
  all: Table,
  kappa: number | null,
): readonly [number, number] | null {
  if (kappa === null || tables.length < 2) return null;
  const left = tables.map(part => {
    const rest = all.map((row, i) => row.map((count, j) => count - part[i]![j]!));
    return cohensKappa(rest).kappa;
  });
  // Without the one part that was judged otherwise, kappa does not exist: nothing can be said of its spread.
  if (left.includes(null)) return null;
  const values = left as number[];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(((values.length - 1) / values.length) * squares);
  if (error < 1e-12) return null;
  return [Math.max(-1, kappa - 1.959964 * error), Math.min(1, kappa + 1.959964 * error)];
}
