import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay } from '../../session/session.tsx';
import { ApplyThreshold } from './apply-threshold.tsx';
import type { CalibrationCard } from './model-types.ts';
import { ScoreHistogram } from './score-histogram.tsx';
import { stepAt, thresholdSteps } from './threshold-steps.ts';
import { WhatIfFigures } from './what-if-figures.tsx';

/** A slider over the held-out scores: how many good parts another threshold would reject, and which defects it would catch. */
export function WhatIfPanel({ card }: { readonly card: CalibrationCard }) {
  const { models } = useMessages();
  const format = useFormat();
  const may = useMay('model');
  const id = useId();
  const steps = useMemo(() => thresholdSteps(card), [card]);
  const inUse = stepAt(steps, card.fail_threshold);
  const [step, setStep] = useState(inUse);
  const [isApplying, setIsApplying] = useState(false);
  const last = steps.length - 1; // the slider runs as the axis above it: to the right to higher thresholds
  const { rate, threshold } = steps[step]!;
  const asked = useDeferredValue(threshold);
  const { category } = card;
  const { data, error, refetch } = useQuery({
    queryKey: ['what-if', category, card.model_version, asked],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/models/{category}/what-if', {
          signal,
          params: { path: { category }, query: { threshold: asked } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
  const texts = models.whatIf;
  const perThousand = format.number(1000 * rate, 1);
  return (
    <Card title={texts.title}>
      <div className="flex flex-col gap-4">
        <ScoreHistogram card={card} threshold={threshold} />
        <div className="flex flex-col gap-1">
          <label htmlFor={id} className="font-semibold">
            {texts.slider}
          </label>
          <input
            id={id}
            type="range"
            min={0}
            max={last}
            value={last - step}
            aria-valuetext={texts.sliderValue(perThousand, format.score(threshold))}
            onChange={({ target }) => setStep(last - Number(target.value))}
            className="h-11 w-full cursor-pointer accent-accent"
          />
          <div className="flex justify-between text-sm text-muted" aria-hidden="true">
            <span>{texts.manyRejects}</span>
            <span>{texts.fewRejects}</span>
          </div>
        </div>
        {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        <WhatIfFigures rate={rate} threshold={threshold} whatIf={data} />
        <div className="flex min-h-11 flex-wrap items-center gap-2">
          {may && (
            <Button kind="primary" disabled={step === inUse} onClick={() => setIsApplying(true)}>
              {texts.apply}
            </Button>
          )}
          {step === inUse ? (
            <p className="text-muted">{texts.inUse}</p>
          ) : (
            <Button kind="quiet" onClick={() => setStep(inUse)}>
              {texts.back}
            </Button>
          )}
        </div>
      </div>
      {isApplying && <ApplyThreshold card={card} step={steps[step]!} onClose={() => setIsApplying(false)} />}
    </Card>
  );
}
