import type { EChartsCoreOption } from '#bundled/echarts/core';
import { LIMITS } from './gauge-findings.ts';
import type { GaugeReport } from './gauge-report.ts';
import { componentsPlot, partScoresPlot } from './gauge-score-plots.ts';
import { type IntervalRow, intervalPlot } from './interval-plot.ts';
import { formatShare } from './number-format.ts';
import { renderSvg } from './plot-rendering.ts';
import { DARK, LIGHT, type PlotTheme } from './plot-theme.ts';

/** A drawn plot of a measurement system analysis. */
export interface GaugePlot {
  readonly name: string;
  /** What the plot shows, for those who cannot see it. */
  readonly description: string;
  readonly svg: string;
}

interface Drawing {
  readonly name: string;
  readonly description: string;
  readonly option: EChartsCoreOption | null;
  readonly height: number;
}

/** Draws the plots of a report, 640 pixels wide; those without data are left out. */
export function drawGaugePlots(report: GaugeReport, theme: 'light' | 'dark'): GaugePlot[] {
  const colours = theme === 'light' ? LIGHT : DARK;
  return [
    effectivenessPlot(report, colours),
    errorPlot(report, colours),
    kappaPlot(report, colours),
    scorePlot('components', componentsPlot(report, colours), 480, 'Shares of the spread of the scores'),
    scorePlot('part_scores', partScoresPlot(report, colours), 480, 'Scores of every part and appraiser'),
  ].flatMap(({ name, description, option, height }) =>
    option ? [{ name, description, svg: renderSvg(option, `${name}-${theme}`, { width: 640, height }) }] : [],
  );
}

function effectivenessPlot({ agreement }: GaugeReport, theme: PlotTheme): Drawing {
  const rows = (agreement?.appraisers ?? []).flatMap(({ appraiser, is_machine, effectiveness, within }) => {
    const found = effectiveness ?? within;
    return found?.share == null
      ? []
      : [{ name: appraiser, ...pointOf(found.share, found.interval), strong: is_machine }];
  });
  const known = agreement?.all_against_reference != null;
  return drawing('effectiveness', theme, rows, {
    title: known ? 'Effectiveness: always right' : 'Repeatability: always alike',
    subtitle: `Parts judged ${known ? 'as the reference' : 'alike'} in every trial; exact 95 % intervals`,
    axis: 'Share of parts',
    limits: [
      { at: LIMITS.effectiveness.marginal, text: '80 %' },
      { at: LIMITS.effectiveness.good, text: '90 %' },
    ],
    format: formatShare,
    range: [0, 1],
  });
}

function errorPlot({ agreement }: GaugeReport, theme: PlotTheme): Drawing {
  const rows = (agreement?.appraisers ?? []).flatMap(
    ({ appraiser, is_machine, miss_rate, false_alarm_rate }) => [
      ...(miss_rate?.share == null
        ? []
        : [
            {
              name: `${appraiser}: misses`,
              ...pointOf(miss_rate.share, miss_rate.interval),
              strong: is_machine,
            },
          ]),
      ...(false_alarm_rate?.share == null
        ? []
        : [
            {
              name: `${appraiser}: false alarms`,
              ...pointOf(false_alarm_rate.share, false_alarm_rate.interval),
              strong: is_machine,
            },
          ]),
    ],
  );
  return drawing('errors', theme, rows, {
    title: 'Misses and false alarms',
    subtitle: 'Share of judgements of bad and of good parts; exact 95 % intervals',
    axis: 'Share of judgements',
    limits: [
      { at: LIMITS.missRate.good, text: '2 %' },
      { at: LIMITS.missRate.marginal, text: '5 %' },
      { at: LIMITS.falseAlarmRate.marginal, text: '10 %' },
    ],
    format: formatShare,
    range: [0, null],
  });
}

function kappaPlot({ agreement, machines }: GaugeReport, theme: PlotTheme): Drawing {
  const reference = (agreement?.appraisers ?? []).map(({ appraiser, reference_kappa }) => ({
    names: [appraiser, 'reference'],
    kappa: reference_kappa,
  }));
  const pairs = (agreement?.pairs ?? []).map(({ appraisers, kappa }) => ({ names: appraisers, kappa }));
  const rows = [...reference, ...pairs].flatMap(({ names, kappa }) =>
    kappa?.kappa == null
      ? []
      : [
          {
            name: names.join(' / '),
            value: kappa.kappa,
            low: kappa.interval?.[0] ?? kappa.kappa,
            high: kappa.interval?.[1] ?? kappa.kappa,
            strong: names.some(name => machines.includes(name)),
          },
        ],
  );
  return drawing('kappa', theme, rows, {
    title: "Agreement beyond chance (Cohen's kappa)",
    subtitle: '1 is perfect, 0 is guessing; 95 % intervals',
    axis: 'Kappa',
    limits: [
      { at: LIMITS.kappa.marginal, text: 'poor below' },
      { at: LIMITS.kappa.good, text: 'good above' },
    ],
    format: value => value.toFixed(2),
    range: [Math.min(0, ...rows.map(({ low }) => low)), 1],
  });
}

function pointOf(value: number, [low, high]: readonly [number, number]) {
  return { value, low, high };
}

function drawing(
  name: string,
  theme: PlotTheme,
  rows: readonly IntervalRow[],
  text: Parameters<typeof intervalPlot>[1],
): Drawing {
  const option = rows.length > 0 ? intervalPlot(rows, text, theme) : null;
  return { name, description: text.title, option, height: 220 + 46 * rows.length };
}

function scorePlot(
  name: string,
  option: EChartsCoreOption | null,
  height: number,
  description: string,
): Drawing {
  return { name, description, option, height };
}
