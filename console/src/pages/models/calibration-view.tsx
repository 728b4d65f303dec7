import { useQuery } from '@tanstack/react-query';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { api, dataOf } from '../../api/client.ts';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import type { CalibrationCard } from './model-types.ts';
import { WhatIfPanel } from './what-if-panel.tsx';

/** What the model in use promises, what that rests on, and what another threshold would do. */
export function CalibrationView({ category }: { readonly category: string }) {
  const query = useQuery({
    queryKey: ['calibration', category],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/models/{category}/calibration', { signal, params: { path: { category } } })),
  });
  const { data: card, error, refetch } = query;
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!card) return <Skeleton className="h-[40rem]" />;
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <Promised card={card} />
      {/* Anew for another version: its scores are others. */}
      <WhatIfPanel key={card.model_version} card={card} />
    </div>
  );
}

function Promised({ card }: { readonly card: CalibrationCard }) {
  const { models } = useMessages();
  const format = useFormat();
  const texts = models.calibration;
  const figures = [
    [texts.version, card.model_version],
    [texts.pictures, format.number(card.training_pictures)],
    [texts.heldOut, format.number(card.n)],
    [texts.failAbove, format.score(card.fail_threshold)],
    [texts.reviewAbove, format.score(card.review_threshold)],
    [texts.smallest, texts.per1000(format.number(1000 * card.smallest_supportable_rate, 1))],
    [texts.plausible, texts.per1000(format.number(1000 * card.plausible_false_reject_rate, 1))],
  ] as const;
  return (
    <Card title={texts.title}>
      <div className="flex flex-col gap-4">
        <div className="rounded-xl bg-accent-soft p-4">
          <p className="text-4xl font-bold text-accent tabular-nums">
            {format.number(1000 * card.max_false_reject_rate, 1)}
          </p>
          <p className="font-semibold">{texts.rejects}</p>
        </div>
        <p lang="en" className="flex gap-2">
          <CircleCheck className="mt-0.5 size-5 shrink-0 text-pass" aria-hidden="true" />
          {card.promise}
        </p>
        {card.shortfall !== null && (
          <p lang="en" className="flex gap-2 rounded-xl bg-review-soft p-3 text-review">
            <TriangleAlert className="mt-0.5 size-5 shrink-0" aria-hidden="true" />
            {card.shortfall}
          </p>
        )}
        <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1">
          {figures.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="text-right font-semibold tabular-nums">{value}</dd>
            </div>
          ))}
        </dl>
        {card.measured && <Measured measured={card.measured} />}
        <details>
          <summary className="flex min-h-11 cursor-pointer items-center font-semibold text-accent">
            {texts.why}
          </summary>
          <div lang="en" className="flex flex-col gap-2 text-sm">
            <p>{card.proof}</p>
            <p>{card.spread}</p>
            <p>{card.assumption}</p>
          </div>
        </details>
      </div>
    </Card>
  );
}

function Measured({ measured }: { readonly measured: NonNullable<CalibrationCard['measured']> }) {
  const { models } = useMessages();
  const texts = models.calibration;
  const rows = [
    [texts.falseRejects, measured.false_rejects],
    [texts.escapes, measured.escapes],
  ] as const;
  return (
    <div className="rounded-xl bg-sunken p-3">
      <p className="text-sm font-semibold">{texts.measured}</p>
      {rows.map(([name, { count, of }]) => (
        <p key={name} className="flex justify-between gap-4 tabular-nums">
          <span>{name}</span>
          <span className="font-semibold">{texts.ofAll(count, of)}</span>
        </p>
      ))}
    </div>
  );
}
