import { InspectError } from '../errors.ts';
import { regularisedBeta } from './intervals.ts';

/** One measured value of a part. */
export interface Measurement {
  readonly part: string;
  readonly appraiser: string;
  readonly value: number;
}

/** A crossed study: `values[part][appraiser]` holds as many values for every pair. */
export interface CrossedStudy {
  readonly parts: readonly string[];
  readonly appraisers: readonly string[];
  readonly trials: number;
  readonly values: readonly (readonly (readonly number[])[])[];
}

/** One line of a table of variance. */
export interface AnovaRow {
  readonly source: 'part' | 'appraiser' | 'interaction' | 'repeatability' | 'total';
  readonly degrees: number;
  readonly squares: number;
  /** `squares / degrees`; null for the total. */
  readonly meanSquare: number | null;
  /** Against the next coarser source of error, all effects being random; null where nothing is tested. */
  readonly f: number | null;
  /** Probability of an F this high if the source had no effect. */
  readonly p: number | null;
}

/**
 * Sorts measurements into a crossed study, names in order of appearance.
 *
 * @throws InspectError `data_invalid` when a value is not finite, there are fewer than 2 parts, or not every
 * appraiser measured every part equally often and at least twice.
 */
export function crossStudy(measurements: readonly Measurement[]): CrossedStudy {
  const parts = [...new Set(measurements.map(({ part }) => part))];
  const appraisers = [...new Set(measurements.map(({ appraiser }) => appraiser))];
  if (parts.length < 2) throw unfit(`${parts.length} part`, 'at least 2 parts');
  const cells = new Map<string, number[]>();
  for (const { part, appraiser, value } of measurements) {
    if (!Number.isFinite(value)) throw unfit(`the value ${value} of part ${part}`, 'numbers');
    const key = JSON.stringify([part, appraiser]);
    cells.set(key, [...(cells.get(key) ?? []), value]);
  }
  const values = parts.map(part =>
    appraisers.map(appraiser => cells.get(JSON.stringify([part, appraiser])) ?? []),
  );
  const trials = values[0]![0]!.length;
  for (const [i, row] of values.entries())
    for (const [j, cell] of row.entries())
      if (cell.length < 2 || cell.length !== trials)
        throw unfit(
          `${cell.length} of part ${parts[i]} by ${appraisers[j]} and ${trials} of part ${parts[0]} by ${appraisers[0]}`,
          'every part measured by every appraiser, each equally often and at least twice',
        );
  return { parts, appraisers, trials, values };
}

/**
 * The two-way table of variance with all effects random; with `pooled`, the interaction is counted as repeatability.
 * One appraiser alone leaves parts and repeatability.
 */
export function analyseVariance(study: CrossedStudy, pooled: boolean): AnovaRow[] {
  const { values, trials } = study;
  const [p, a] = [study.parts.length, study.appraisers.length];
  const cells = values.map(row => row.map(mean));
  const grand = mean(cells.flat());
  const ofParts = cells.map(mean);
  const ofAppraisers = study.appraisers.map((_, j) => mean(cells.map(row => row[j]!)));
  // Equal values leave a rest of rounding, which must not be taken for an effect.
  const rounding = 1e-24 * total(values.flat(2).map(x => x ** 2));
  const line = (source: AnovaRow['source'], degrees: number, squares: number) =>
    rowOf(source, degrees, squares < rounding ? 0 : squares);
  const within = values.flatMap((row, i) =>
    row.flatMap((cell, j) => cell.map(x => (x - cells[i]![j]!) ** 2)),
  );
  const crossed = cells.flatMap((row, i) =>
    row.map((cell, j) => (cell - ofParts[i]! - ofAppraisers[j]! + grand) ** 2),
  );
  const fromGrand = (means: readonly number[]) => total(means.map(x => (x - grand) ** 2));
  const part = line('part', p - 1, a * trials * fromGrand(ofParts));
  const appraiser = line('appraiser', a - 1, p * trials * fromGrand(ofAppraisers));
  const interaction = line('interaction', (p - 1) * (a - 1), trials * total(crossed));
  const repeatability = line('repeatability', p * a * (trials - 1), total(within));
  const squares = total([part, appraiser, interaction, repeatability].map(row => row.squares));
  const whole = { ...rowOf('total', p * a * trials - 1, squares), meanSquare: null };
  if (a === 1) return [tested(part, repeatability), repeatability, whole];
  if (!pooled) {
    const effects = [part, appraiser].map(row => tested(row, interaction));
    return [...effects, tested(interaction, repeatability), repeatability, whole];
  }
  const rest = line(
    'repeatability',
    interaction.degrees + repeatability.degrees,
    interaction.squares + repeatability.squares,
  );
  return [tested(part, rest), tested(appraiser, rest), rest, whole];
}

function rowOf(source: AnovaRow['source'], degrees: number, squares: number): AnovaRow {
  return { source, degrees, squares, meanSquare: squares / degrees, f: null, p: null };
}

/** Without any error to test against, there is no F. */
function tested(row: AnovaRow, error: AnovaRow): AnovaRow {
  if (!error.meanSquare) return row;
  const f = row.meanSquare! / error.meanSquare;
  // P(F >= f) is I_x(d2/2, d1/2) at x = d2 / (d2 + d1 f).
  const x = error.degrees / (error.degrees + row.degrees * f);
  return { ...row, f, p: regularisedBeta(x, error.degrees / 2, row.degrees / 2) };
}

function unfit(found: string, expected: string): InspectError {
  return new InspectError('data_invalid', `A study of scores needs ${expected}; found ${found}.`);
}

function mean(values: readonly number[]): number {
  return total(values) / values.length;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
