import type { GaugeComponents, GaugeModel, GaugeStudy, VarianceComponent } from '../statistics/gauge.ts';
import type { AnovaRow, Measurement } from '../statistics/gauge-anova.ts';

export interface ComponentFacts {
  readonly variance: number;
  readonly standard_deviation: number;
  readonly contribution: number | null;
  readonly study_variation: number | null;
  readonly tolerance_share: number | null;
}

export type ComponentName = Exclude<keyof GaugeComponents, 'distinctCategories'>;

export interface AnovaFacts {
  readonly source: AnovaRow['source'];
  readonly degrees_of_freedom: number;
  readonly sum_of_squares: number;
  readonly mean_square: number | null;
  readonly f: number | null;
  readonly p: number | null;
}

export interface GaugeModelFacts {
  readonly anova: readonly AnovaFacts[];
  readonly components: Readonly<Record<ComponentName, ComponentFacts>>;
  readonly distinct_categories: number | null;
}

/** What the scores of a study say; wire names. */
export interface GaugeFacts {
  readonly appraisers: readonly string[];
  readonly trials: number;
  /** Which of the two models holds; `none` for one appraiser, who has no interaction. */
  readonly interaction: GaugeStudy['interaction'];
  readonly model: GaugeModelFacts;
  readonly with_interaction: GaugeModelFacts | null;
  readonly without_interaction: GaugeModelFacts;
  /**
   * Scores so near the model's threshold that one more picture of the part may be judged otherwise: 1.96 standard
   * deviations of the gauge on either side; null without a threshold.
   */
  readonly uncertain_zone: {
    readonly low: number;
    readonly high: number;
    /** Parts whose mean score lies in it. */
    readonly parts: readonly string[];
  } | null;
  /** Every part's scores, from the lowest mean to the highest. */
  readonly parts: readonly {
    readonly part: string;
    readonly mean: number;
    readonly scores: readonly { readonly appraiser: string; readonly score: number }[];
  }[];
}

/** A gauge study with the facts that tables and plots show. */
export function gaugeFacts(
  study: GaugeStudy,
  measurements: readonly Measurement[],
  threshold: number | null,
): GaugeFacts {
  const parts = study.parts
    .map((part, index) => {
      const scores = measurements
        .filter(found => found.part === part)
        .map(({ appraiser, value }) => ({ appraiser, score: value }));
      const values = study.values[index]!.flat();
      return { part, mean: values.reduce((sum, value) => sum + value, 0) / values.length, scores };
    })
    .sort((a, b) => a.mean - b.mean);
  const reach = 1.959964 * study.model.components.gauge.deviation;
  const inZone = (mean: number) => threshold !== null && Math.abs(mean - threshold) <= reach;
  return {
    appraisers: study.appraisers,
    trials: study.trials,
    interaction: study.interaction,
    model: modelFacts(study.model),
    with_interaction: study.withInteraction && modelFacts(study.withInteraction),
    without_interaction: modelFacts(study.withoutInteraction),
    uncertain_zone:
      threshold === null
        ? null
        : {
            low: threshold - reach,
            high: threshold + reach,
            parts: parts.filter(({ mean }) => inZone(mean)).map(({ part }) => part),
          },
    parts,
  };
}

function modelFacts({
  anova,
  components: { distinctCategories, ...components },
}: GaugeModel): GaugeModelFacts {
  return {
    anova: anova.map(row => ({
      source: row.source,
      degrees_of_freedom: row.degrees,
      sum_of_squares: row.squares,
      mean_square: row.meanSquare,
      f: row.f,
      p: row.p,
    })),
    components: {
      gauge: componentFacts(components.gauge),
      repeatability: componentFacts(components.repeatability),
      reproducibility: componentFacts(components.reproducibility),
      appraiser: componentFacts(components.appraiser),
      interaction: componentFacts(components.interaction),
      part: componentFacts(components.part),
      total: componentFacts(components.total),
    },
    distinct_categories: distinctCategories,
  };
}

function componentFacts(found: VarianceComponent): ComponentFacts {
  return {
    variance: found.variance,
    standard_deviation: found.deviation,
    contribution: found.contribution,
    study_variation: found.studyShare,
    tolerance_share: found.toleranceShare,
  };
}
