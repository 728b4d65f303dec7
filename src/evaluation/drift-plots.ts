import type { EChartsCoreOption } from '#bundled/echarts/core';
import type { ChartPoint, ControlChart } from '../statistics/control-chart.ts';
import type { Drift, Inspected } from '../statistics/drift.ts';
import { type ChartText, controlChartPlot, cusumPlot } from './control-chart-plot.ts';
import { formatScore, formatShare } from './number-format.ts';
import { renderSvg } from './plot-rendering.ts';
import { DARK, LIGHT } from './plot-theme.ts';

/** A drawn control chart. */
export interface DriftPlot {
  readonly name: string;
  /** What the plot shows, for those who cannot see it. */
  readonly description: string;
  readonly svg: string;
}

export interface DriftPlotFacts {
  /** Null when it is not known. */
  readonly threshold: number | null;
  /** Inspections that were not charted and count all the same. */
  readonly before: number;
}

/** Longer series are shown by their last points; all points are judged. */
const LONGEST = 2000;
const SIZE = { width: 900, height: 400 };

/** Draws all charts of a drift analysis, 900 pixels wide; those without points are left out. */
export function drawDriftPlots(
  drift: Drift,
  inspected: readonly Inspected[],
  { threshold, before }: DriftPlotFacts,
  theme: 'light' | 'dark',
): DriftPlot[] {
  const colours = theme === 'light' ? LIGHT : DARK;
  const draw = (name: string, text: ChartText, option: EChartsCoreOption): DriftPlot => ({
    name,
    description: `${text.title}: ${text.subtitle}`,
    svg: renderSvg(option, `${name}-${theme}`, SIZE),
  });
  const control = (name: string, chart: ControlChart | undefined, text: ChartText) => {
    if (!chart || chart.points.length === 0) return [];
    const shown = lastPoints(chart, text);
    return [draw(name, shown.text, controlChartPlot(shown.chart, shown.text, colours))];
  };
  const parts = drift.places.map(at => before + at + 1);
  const ofScores = { xName: 'Inspection', yName: 'Standard deviations', positions: parts };
  const { cusum } = drift;
  return [
    ...control('raw_scores', rawScores(inspected, threshold), {
      title: 'Anomaly scores',
      subtitle: 'Every inspected part; dashed: threshold; diamonds: rejected',
      xName: 'Inspection',
      yName: 'Score',
      positions: inspected.flatMap(({ score }, at) => (score === null ? [] : [before + at + 1])),
      format: formatScore,
    }),
    ...control('rejects', drift.rejects, {
      title: 'Rejected parts (p chart)',
      subtitle: `Share of FAIL in batches of ${drift.batchSize}; exact binomial limits`,
      xName: 'Batch',
      yName: 'Rejected',
      format: formatShare,
    }),
    ...control('martingale', drift.martingale, {
      title: 'Evidence of a change (conformal martingale)',
      subtitle:
        'Capital of a bet that scores have changed; the dashed line is reached by chance in 1 % of cases',
      xName: 'Inspection',
      yName: 'Capital',
      positions: parts,
      format: power => (Number.isInteger(power) ? capital(power) : ''),
    }),
    ...control('ewma', drift.ewma ?? undefined, {
      title: 'Moving average of the scores (EWMA)',
      subtitle: 'Weight 0.2, limits of 3 deviations: small lasting shifts',
      ...ofScores,
    }),
    ...(cusum
      ? [
          draw(
            'cusum',
            { title: 'Cumulative sums (CUSUM)', subtitle: '', ...ofScores },
            cusumPlot(
              {
                ...cusum,
                points: cusum.points.slice(-LONGEST),
                signals: moved(cusum.signals, cusum.points.length),
              },
              {
                title: 'Cumulative sums (CUSUM)',
                subtitle:
                  'Up: scores above normal add up; down: scores below; dashed: decision interval of 5',
                ...ofScores,
                positions: parts.slice(-LONGEST),
              },
              colours,
            ),
          ),
        ]
      : []),
    ...control('scores', drift.scores?.individuals, {
      title: 'Scores of the passed parts (individuals chart)',
      subtitle: 'Limits of 3 deviations; diamonds: any of the Western Electric rules',
      ...ofScores,
    }),
    ...control('moving_range', drift.scores?.movingRange, {
      title: 'Steps between successive parts (moving range)',
      subtitle: 'Large when scores jump from part to part',
      ...ofScores,
      positions: parts.slice(1),
    }),
  ];
}

/** Scores as they came, with the threshold as limit and the rejected parts as signals. */
function rawScores(inspected: readonly Inspected[], threshold: number | null): ControlChart {
  const scored = inspected.filter(part => part.score !== null);
  const sorted = scored.map(part => part.score!).sort((a, b) => a - b);
  const centre = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return {
    points: scored.map((part): ChartPoint => ({ value: part.score!, centre, lower: null, upper: threshold })),
    signals: scored.flatMap(({ rejected }, at) =>
      rejected ? [{ at, rule: 'beyond_limits' as const, side: 'above' as const }] : [],
    ),
  };
}

function lastPoints(chart: ControlChart, text: ChartText): { chart: ControlChart; text: ChartText } {
  const left = Math.max(0, chart.points.length - LONGEST);
  if (left === 0) return { chart, text };
  const positions = (text.positions ?? chart.points.map((_, at) => at + 1)).slice(left);
  return {
    chart: { points: chart.points.slice(left), signals: moved(chart.signals, chart.points.length) },
    text: { ...text, positions, subtitle: `${text.subtitle}; the last ${LONGEST} points` },
  };
}

/** Signals of the points that are shown, by their place among these. */
function moved<S extends { readonly at: number }>(signals: readonly S[], points: number): S[] {
  const left = Math.max(0, points - LONGEST);
  return signals.filter(({ at }) => at >= left).map(signal => ({ ...signal, at: signal.at - left }));
}

function capital(power: number): string {
  return power >= -3 && power <= 4 ? String(10 ** power) : `1e${power}`;
}
