import { ScanSearch } from 'lucide-react';
import type { InspectionSummary } from '../../api/types.ts';
import { VERDICT_ICONS } from '../../components/verdict-badge.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';

const COLOURS = {
  PASS: 'bg-pass text-surface',
  REVIEW: 'bg-review text-surface',
  FAIL: 'bg-fail text-surface',
};

/**
 * The last verdict as large as there is room for; grey while nobody knows whether it is the last, and an empty place of
 * the same size until it is known whether there is one.
 */
export function LastVerdict({
  part,
  isKnown,
  isOld,
}: {
  readonly part: InspectionSummary | undefined;
  readonly isKnown: boolean;
  readonly isOld: boolean;
}) {
  const { common, line } = useMessages();
  const format = useFormat();
  if (!part) return <Waiting key="waiting" isKnown={isKnown} />;
  const Icon = VERDICT_ICONS[part.decision];
  const { serial, picture, category, created_at, anomaly_score, threshold } = part;
  return (
    <section
      key="verdict"
      aria-live="polite"
      className={`flex min-h-[50dvh] flex-col rounded-3xl p-4 lg:min-h-0 ${isOld ? 'bg-sunken text-muted' : COLOURS[part.decision]}`}
    >
      <div className="@container-size min-h-0 flex-1">
        <div className="flex h-full flex-col items-center justify-center gap-[3cqh]">
          <Icon className="size-[min(36cqi,42cqh)]" strokeWidth={2.25} aria-hidden="true" />
          <p className="text-[min(22cqi,44cqh)] leading-none font-black tracking-tight">
            {common.verdicts[part.decision]}
          </p>
        </div>
      </div>
      <p className="text-center text-xl font-semibold break-words tabular-nums sm:text-3xl">
        {serial ?? picture.name}
      </p>
      <p className="text-center text-lg tabular-nums sm:text-xl">
        {[
          category,
          line.score(format.score(anomaly_score), format.score(threshold)),
          format.clock(created_at),
        ].join(' · ')}
      </p>
    </section>
  );
}

function Waiting({ isKnown }: { readonly isKnown: boolean }) {
  const { line } = useMessages();
  return (
    <section className="flex min-h-[50dvh] flex-col items-center justify-center gap-4 rounded-3xl border border-line bg-surface p-6 text-center lg:min-h-0">
      {isKnown && (
        <>
          <div
            className="brand-gradient flex size-24 items-center justify-center rounded-3xl"
            aria-hidden="true"
          >
            <ScanSearch className="size-12" />
          </div>
          <p className="text-3xl font-bold">{line.waiting}</p>
          <p className="text-lg text-muted">{line.waitingLead}</p>
        </>
      )}
    </section>
  );
}
