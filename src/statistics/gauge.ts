import { InspectError } from '../errors.ts';
import { type AnovaRow, analyseVariance, crossStudy, type Measurement } from './gauge-anova.ts';

/** What a part of the variation amounts to. */
export interface VarianceComponent {
  readonly variance: number;
  readonly deviation: number;
  /** Share of the total variance; the shares of the parts add up to 1. Null when nothing varies. */
  readonly contribution: number | null;
  /** Share of the total standard deviation (% study variation); these do not add up. */
  readonly studyShare: number | null;
  /** Six standard deviations as a share of the tolerance; null without one. */
  readonly toleranceShare: number | null;
}

/** Where the variation of a study comes from. */
export interface GaugeComponents {
  /** Repeatability and reproducibility together: all that is not the parts. */
  readonly gauge: VarianceComponent;
  /** The same part measured again by the same appraiser (equipment variation). */
  readonly repeatability: VarianceComponent;
  /** Appraisers and their interaction with parts; 0 when there is only one. */
  readonly reproducibility: VarianceComponent;
  readonly appraiser: VarianceComponent;
  readonly interaction: VarianceComponent;
  readonly part: VarianceComponent;
  readonly total: VarianceComponent;
  /** How many groups of parts the gauge can tell apart; null when it repeats perfectly. */
  readonly distinctCategories: number | null;
}

/** One way of counting the interaction: the table of variance and what follows from it. */
export interface GaugeModel {
  readonly anova: readonly AnovaRow[];
  readonly components: GaugeComponents;
}

/** A crossed gauge study of repeatability and reproducibility. */
export interface GaugeStudy {
  readonly parts: readonly string[];
  readonly appraisers: readonly string[];
  readonly trials: number;
  /** `values[part][appraiser]` holds the trials. */
  readonly values: readonly (readonly (readonly number[])[])[];
  /** The interaction as a source of its own; null with one appraiser. */
  readonly withInteraction: GaugeModel | null;
  /** The interaction counted as repeatability. */
  readonly withoutInteraction: GaugeModel;
  /** Which of the two holds: `with` when the interaction is significant; `none` with one appraiser. */
  readonly interaction: 'with' | 'without' | 'none';
  /** The model that holds. */
  readonly model: GaugeModel;
}

export interface GaugeOptions {
  /** Width of the tolerance, in the unit of the values. */
  readonly tolerance?: number;
  /** The interaction is kept when its p-value is below this; 0.05 unless told otherwise, as in the AIAG manual. */
  readonly interactionAlpha?: number;
}

/**
 * Crossed gauge R&R by analysis of variance (AIAG, Measurement Systems Analysis, 4th edition, appendix A): variance
 * components from the expected mean squares, negative estimates set to 0.
 *
 * @throws InspectError `data_invalid` for a study that is not crossed; `invalid_argument` for a tolerance that is not
 * positive.
 */
export function gaugeStudy(measurements: readonly Measurement[], options: GaugeOptions = {}): GaugeStudy {
  const { tolerance, interactionAlpha = 0.05 } = options;
  if (tolerance !== undefined && !(Number.isFinite(tolerance) && tolerance > 0))
    throw new InspectError('invalid_argument', `The tolerance is ${tolerance}; expected a number above 0.`);
  const study = crossStudy(measurements);
  const sizes = [study.parts.length, study.appraisers.length, study.trials] as const;
  const model = (pooled: boolean): GaugeModel => {
    const anova = analyseVariance(study, pooled);
    return { anova, components: componentsOf(anova, sizes, tolerance ?? null) };
  };
  const withoutInteraction = model(true);
  if (study.appraisers.length === 1)
    return {
      ...study,
      withInteraction: null,
      withoutInteraction,
      interaction: 'none',
      model: withoutInteraction,
    };
  const withInteraction = model(false);
  const row = withInteraction.anova.find(({ source }) => source === 'interaction')!;
  // Without any repeatability there is no test: an interaction that is there is then kept.
  const kept = row.p === null ? row.squares > 0 : row.p < interactionAlpha;
  return {
    ...study,
    withInteraction,
    withoutInteraction,
    interaction: kept ? 'with' : 'without',
    model: kept ? withInteraction : withoutInteraction,
  };
}

function componentsOf(
  anova: readonly AnovaRow[],
  [parts, appraisers, trials]: readonly [parts: number, appraisers: number, trials: number],
  tolerance: number | null,
): GaugeComponents {
  const meanSquare = (source: AnovaRow['source']) =>
    anova.find(row => row.source === source)?.meanSquare ?? null;
  const repeatability = meanSquare('repeatability')!;
  const crossed = meanSquare('interaction');
  // What is left in the mean squares of parts and appraisers when they have no effect.
  const error = crossed ?? repeatability;
  const interaction = crossed === null ? 0 : Math.max(0, (crossed - repeatability) / trials);
  const appraiser = Math.max(0, ((meanSquare('appraiser') ?? error) - error) / (parts * trials));
  const part = Math.max(0, (meanSquare('part')! - error) / (appraisers * trials));
  const gauge = repeatability + interaction + appraiser;
  const total = gauge + part;
  const component = (variance: number): VarianceComponent => ({
    variance,
    deviation: Math.sqrt(variance),
    contribution: total > 0 ? variance / total : null,
    studyShare: total > 0 ? Math.sqrt(variance / total) : null,
    toleranceShare: tolerance === null ? null : (6 * Math.sqrt(variance)) / tolerance,
  });
  return {
    gauge: component(gauge),
    repeatability: component(repeatability),
    reproducibility: component(interaction + appraiser),
    appraiser: component(appraiser),
    interaction: component(interaction),
    part: component(part),
    total: component(total),
    distinctCategories: gauge > 0 ? Math.floor(1.41 * Math.sqrt(part / gauge)) : null,
  };
}
