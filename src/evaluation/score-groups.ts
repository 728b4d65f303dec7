import type { EvaluationReport, ImageResult } from '../schemas/report.ts';
import { type PlotTheme, plotText } from './plot-theme.ts';
import { quantile } from './quantile.ts';

/** Pictures that a plot shows together: the good ones, those of a defect type, or all remaining types. */
export interface ScoreGroup {
  /** For legends and axes: the type and the number of pictures. */
  readonly name: string;
  readonly color: string;
  readonly images: readonly ImageResult[];
  /** The scores below which 25, 50 and 75 % of the group lie. */
  readonly quartiles: readonly [number, number, number];
}

/**
 * Good parts first, then the defect types in alphabetical order; when there are more than `mostTypes`, the last
 * group holds all that did not fit. Groups have at least one picture.
 */
export function scoreGroups(report: EvaluationReport, theme: PlotTheme, mostTypes: number): ScoreGroup[] {
  const types = Object.keys(report.per_defect_type);
  const own = types.length > mostTypes ? types.slice(0, mostTypes - 1) : types;
  const rest = new Set(types.slice(own.length));
  const ofType = (wanted: (type: string) => boolean) =>
    report.images.filter(image => image.defect_type !== null && wanted(image.defect_type));
  const goods = report.images.filter(image => image.label === 'good');
  const color = (index: number) =>
    Number.isFinite(mostTypes) ? (theme.defectTypes[index] ?? theme.other) : theme.defect;
  return [
    group('good', theme.good, goods),
    ...own.map((type, index) =>
      group(
        type,
        color(index),
        ofType(other => other === type),
      ),
    ),
    group(
      'other types',
      theme.other,
      ofType(type => rest.has(type)),
    ),
  ].filter(({ images }) => images.length > 0);
}

function group(name: string, color: string, images: readonly ImageResult[]): ScoreGroup {
  const scores = images.map(image => image.anomaly_score).sort((a, b) => a - b);
  const at = (fraction: number) => quantile(scores, fraction) ?? Number.NaN;
  return {
    name: `${plotText(name, 20)} (${images.length})`,
    color,
    images,
    quartiles: [at(0.25), at(0.5), at(0.75)],
  };
}
