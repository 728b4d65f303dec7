import type { ReactNode } from 'react';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';

/** What some settings would remove now. */
export interface Preview {
  readonly inspections: Readonly<Record<'PASS' | 'REVIEW' | 'FAIL', number>>;
  readonly bytes: number;
  readonly jobs: number;
  readonly over_budget_bytes: number;
}

/** How many inspections would lose their pictures. */
export function countOf({ inspections }: Preview): number {
  return inspections.PASS + inspections.REVIEW + inspections.FAIL;
}

/** Shows it, and `children` when there is anything to remove. */
export function RetentionPreview({
  preview,
  children,
}: {
  readonly preview: Preview;
  readonly children: ReactNode;
}) {
  const { retention } = useMessages().settings;
  const format = useFormat();
  const isEmpty = countOf(preview) === 0 && preview.bytes === 0 && preview.jobs === 0;
  return (
    <div role="status" className="mt-5 rounded-xl bg-sunken p-4">
      <p className="font-semibold">{isEmpty ? retention.nothingWouldGo : retention.wouldGo}</p>
      {!isEmpty && (
        <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-3">
          {(['PASS', 'REVIEW', 'FAIL'] as const).map(verdict => (
            <div key={verdict}>
              <dt>
                <VerdictBadge verdict={verdict} />
              </dt>
              <dd className="mt-1 text-xl font-bold">{format.number(preview.inspections[verdict])}</dd>
            </div>
          ))}
          <div>
            <dt className="text-sm text-muted">{retention.jobs}</dt>
            <dd className="mt-1 text-xl font-bold">{format.number(preview.jobs)}</dd>
          </div>
          <div>
            <dt className="text-sm text-muted">{retention.bytes}</dt>
            <dd className="mt-1 text-xl font-bold">{format.bytes(preview.bytes)}</dd>
          </div>
        </dl>
      )}
      {preview.over_budget_bytes > 0 && (
        <p className="mt-3 text-review">{retention.overBudget(format.bytes(preview.over_budget_bytes))}</p>
      )}
      {!isEmpty && <div className="mt-4">{children}</div>}
    </div>
  );
}
