import { Card } from '../../components/card.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { ConfusionTable } from './confusion-table.tsx';
import { CurveCharts } from './curve-charts.tsx';
import { DefectTypesChart } from './defect-types-chart.tsx';
import { DistributionChart } from './distribution-chart.tsx';
import type { EvaluationReport } from './evaluation-types.ts';

/** The report of an evaluation: what matters in numbers, then the charts behind them. */
export function EvaluationReportView({
  report,
  id,
}: {
  readonly report: EvaluationReport;
  readonly id: string;
}) {
  const { evaluation } = useMessages();
  const format = useFormat();
  const share = (value: number | null) => (value === null ? '–' : format.percent(value));
  const range = (interval: readonly [number, number] | null) =>
    interval === null ? '' : evaluation.range(share(interval[0]), share(interval[1]));
  const area = (value: number | null) => (value === null ? '–' : format.number(value, 3));
  const figures = [
    [evaluation.caught, share(report.recall), range(report.recall_interval)],
    [evaluation.escaped, share(report.escape_rate), range(report.escape_interval)],
    [evaluation.rejected, share(report.false_reject_rate), range(report.false_reject_interval)],
    [evaluation.auroc, area(report.image_auroc), evaluation.pixels(area(report.pixel_auroc))],
  ] as const;
  return (
    <div className="flex flex-col gap-6">
      <Card
        title={evaluation.of(report.model_version, report.images.length)}
        actions={
          <a
            href={`/api/v1/jobs/${id}/result/report.html`}
            target="_blank"
            rel="noreferrer"
            className="inline-flex min-h-11 items-center font-semibold text-accent underline"
          >
            {evaluation.page}
          </a>
        }
      >
        <dl className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
          {figures.map(([name, value, note]) => (
            <div key={name} className="rounded-xl bg-sunken p-3">
              <dt className="text-sm text-muted">{name}</dt>
              <dd className="text-2xl font-bold tabular-nums">{value}</dd>
              <dd className="text-sm text-muted tabular-nums">{note}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <div className="grid gap-6 xl:grid-cols-2">
        <ConfusionTable report={report} />
        <DistributionChart report={report} />
        <CurveCharts report={report} />
      </div>
      {Object.keys(report.per_defect_type).length > 0 && <DefectTypesChart report={report} />}
    </div>
  );
}
