import { join } from 'node:path';
import type { Config } from '../config.ts';
import { throwIfCancelled } from '../errors.ts';
import { type ChartFinding, driftFindings } from '../evaluation/drift-findings.ts';
import { driftHtml } from '../evaluation/drift-html.ts';
import { drawDriftPlots } from '../evaluation/drift-plots.ts';
import { countOf } from '../evaluation/number-format.ts';
import { svgToPng } from '../evaluation/plot-rendering.ts';
import { writeFileAtomically } from '../files.ts';
import { randomFor } from '../random.ts';
import { analyseDrift, beginOfChange, FALSE_ALARM, isDrift } from '../statistics/drift.ts';
import { normalState } from './drift-baseline.ts';
import { readInspectionRecords } from './inspection-records.ts';
import { resultsFolder } from './places.ts';
import type { Run } from './reporter.ts';

export interface DriftRequest {
  readonly category: string;
  /** A file of recorded inspections, or a folder of them. */
  readonly records: string;
  /** Parts in a batch of the chart of rejects. */
  readonly batch: number;
  /** So many first inspections are the normal state; the calibration of the model when left out. */
  readonly baseline?: number;
  /** The share of rejects that is normal, defective parts included; that of the records when left out. */
  readonly rejectRate?: number;
  readonly save: boolean;
}

/** A drift analysis as `drift --json` prints it and `drift.json` holds it; wire names. */
export interface DriftMeasurement {
  readonly category: string;
  readonly model_version: string | null;
  readonly drift: boolean;
  readonly headline: string;
  readonly inspections: number;
  readonly rejected: number;
  readonly left_out: { readonly other_categories: number; readonly other_versions: number };
  readonly baseline: { readonly kind: 'calibration' | 'records'; readonly scores: number };
  readonly charts: readonly {
    readonly chart: ChartFinding['chart'];
    readonly decides: boolean;
    readonly points: number;
    readonly signals: ChartFinding['signals'];
    readonly by_chance: number;
  }[];
  readonly report: string | null;
}

/** With fewer scores the normal state is known too roughly to date a change. */
const SMALL_BASELINE = 30;

/**
 * Looks for drift in recorded inspections of a category, those of the model version that was used last, and writes
 * `drift.html`, `drift.json` and the charts into `<results>/<category>/drift/`.
 *
 * @throws InspectError `data_not_found`, `data_invalid` for records that cannot be used, `model_not_found` and other
 * model errors without a `baseline`.
 */
export async function measureDrift(
  config: Config,
  request: DriftRequest,
  { reporter, signal }: Run,
): Promise<{ readonly measurement: DriftMeasurement; readonly findings: readonly ChartFinding[] }> {
  const { category } = request;
  const { records: all, ofOthers } = await readInspectionRecords(request.records, category);
  const version = all.at(-1)!.modelVersion;
  const records = all.filter(record => record.modelVersion === version);
  if (records.length < all.length)
    reporter.note(
      `Left out: ${countOf(all.length - records.length, 'inspection')} by other versions of the model than ${version ?? 'the unnamed one'}, which inspected last; their scores cannot be compared.`,
    );
  throwIfCancelled(signal);
  const normal = await normalState(config, category, records, request.baseline);
  const inspected = normal.charted.map(({ score, decision }) => ({ score, rejected: decision === 'FAIL' }));
  const drift = analyseDrift(inspected, {
    baseline: normal.scores,
    baselineMayLieHigh: normal.kind === 'calibration',
    batchSize: request.batch,
    ...(request.rejectRate !== undefined && { rejectShare: request.rejectRate }),
    random: randomFor('drift', category),
  });
  const before = records.length - normal.charted.length;
  const findings = driftFindings(drift, FALSE_ALARM, before);
  const began = beginOfChange(drift);
  const folder = join(resultsFolder(config, category), 'drift');
  const measurement: DriftMeasurement = {
    category,
    model_version: version,
    drift: isDrift(drift),
    headline: headline(findings, began === null ? null : before + began + 1),
    inspections: inspected.length,
    rejected: inspected.filter(part => part.rejected).length,
    left_out: { other_categories: ofOthers, other_versions: all.length - records.length },
    baseline: { kind: normal.kind, scores: normal.scores.length },
    charts: findings.map(({ byChance, ...finding }) => ({ ...finding, by_chance: byChance })),
    report: request.save ? join(folder, 'drift.html') : null,
  };
  if (request.save) {
    const shown = { threshold: normal.threshold, before };
    const plots = {
      light: drawDriftPlots(drift, inspected, shown, 'light'),
      dark: drawDriftPlots(drift, inspected, shown, 'dark'),
    };
    const page = driftHtml({
      category,
      modelVersion: version,
      drift: measurement.drift,
      headline: measurement.headline,
      facts: facts(measurement, request),
      findings,
      plots,
      createdAt: new Date().toISOString(),
    });
    for (const { name, svg } of plots.light) {
      throwIfCancelled(signal);
      await writeFileAtomically(join(folder, `${name}.svg`), svg);
      await writeFileAtomically(join(folder, `${name}.png`), svgToPng(svg));
    }
    await writeFileAtomically(join(folder, 'drift.json'), `${JSON.stringify(measurement, null, 2)}\n`);
    await writeFileAtomically(join(folder, 'drift.html'), page);
  }
  return { measurement, findings };
}

function headline(findings: readonly ChartFinding[], began: number | null): string {
  const signal = (chart: ChartFinding['chart']) =>
    findings.find(finding => finding.chart === chart)!.signals[0];
  const [rejects, scores] = [signal('rejects'), signal('martingale')];
  const parts = [
    ...(rejects
      ? [
          `${rejects.side === 'above' ? 'more' : 'fewer'} parts are rejected than before in the batch that begins at inspection ${rejects.from}`,
        ]
      : []),
    ...(scores
      ? [
          `the scores of the passed parts have changed, evident at inspection ${scores.from}${began === null ? '' : `, begun about inspection ${began}`}`,
        ]
      : []),
  ];
  return parts.length === 0
    ? 'No drift: neither the share of rejects nor the scores of the passed parts have changed beyond chance.'
    : `Drift: ${parts.join('; ')}.`;
}

function facts(measurement: DriftMeasurement, request: DriftRequest): string[] {
  const { inspections, rejected, baseline, left_out: leftOut } = measurement;
  const from =
    baseline.kind === 'calibration'
      ? 'the calibration of the model'
      : `the first ${request.baseline} records`;
  return [
    `${countOf(inspections, 'inspection')} from ${request.records}, ${rejected} of them rejected.`,
    `Normal is what ${from} showed: ${countOf(baseline.scores, 'score')} of good parts below the threshold.`,
    ...(baseline.scores < SMALL_BASELINE
      ? [
          `With fewer than ${SMALL_BASELINE} such scores the charts of scores are rough; trust the two that decide.`,
        ]
      : []),
    ...(baseline.kind === 'calibration'
      ? [
          'The evidence of a change counts rising scores only: calibration scores are held out and may lie a little higher than those of new parts.',
        ]
      : []),
    request.rejectRate === undefined
      ? 'The normal share of rejects is that of all these inspections together.'
      : `The normal share of rejects was given as ${request.rejectRate}.`,
    ...(leftOut.other_versions > 0
      ? [`${countOf(leftOut.other_versions, 'inspection')} by other versions of the model left out.`]
      : []),
    'Scores are charted in standard deviations of the normal state, after bringing its distribution to the normal one.',
  ];
}
