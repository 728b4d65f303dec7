import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import type { WhatIf } from './model-types.ts';

type Count = WhatIf['held_out'];

/** What a threshold would do: false rejects with their interval, defects caught, recorded inspections. */
export function WhatIfFigures({
  rate,
  threshold,
  whatIf,
}: {
  readonly rate: number;
  readonly threshold: number;
  readonly whatIf: WhatIf | undefined;
}) {
  const { models } = useMessages();
  const format = useFormat();
  const texts = models.whatIf;
  const range = (count: Count | undefined) =>
    count?.interval_per_1000
      ? texts.interval(
          format.number(count.interval_per_1000[0]!, 1),
          format.number(count.interval_per_1000[1]!, 1),
        )
      : ' ';
  const counted = (count: Count | undefined) =>
    count && count.of > 0 ? texts.ofAll(count.count, count.of) : '–';
  const evaluated = whatIf?.evaluated;
  const recorded = whatIf?.recorded;
  return (
    <dl className="grid gap-3 sm:grid-cols-3" aria-live="polite">
      <Figure name={texts.rejects} value={format.number(1000 * rate, 1)} note={range(whatIf?.held_out)} />
      <Figure
        name={texts.caught}
        value={counted(evaluated?.defects_caught)}
        note={evaluated ? texts.evaluated : texts.notEvaluated}
      />
      <Figure name={texts.threshold} value={format.score(threshold)} note={texts.failAbove} />
      {recorded && (recorded.good_rejected.of > 0 || recorded.defects_caught.of > 0) && (
        <p className="text-sm text-muted sm:col-span-3">
          {texts.recorded(counted(recorded.good_rejected), counted(recorded.defects_caught))}
        </p>
      )}
    </dl>
  );
}

function Figure({
  name,
  value,
  note,
}: {
  readonly name: string;
  readonly value: ReactNode;
  readonly note: string;
}) {
  return (
    <div className="rounded-xl bg-sunken p-3">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="text-2xl font-bold tabular-nums">{value}</dd>
      <dd className="min-h-5 text-sm text-muted tabular-nums">{note}</dd>
    </div>
  );
}
